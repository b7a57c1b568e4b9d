// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "media/base/feed.hpp"

namespace callbooth::media {

/// Decoded media of the remote peer.
struct RemoteTrack {
    std::string kind; ///< `video` or `audio`
    std::shared_ptr<Feed> feed;
    Ref<GstPad> pad; ///< webrtcbin's
};

/// Links a decoder behind webrtcbin's source pad. Runs on webrtcbin's thread, before the first packet leaves the pad.
/// A kind that is not wanted is thrown away; its feed is null.
RemoteTrack decode(GstElement *pipeline, GstPad *pad, bool want_video, bool want_audio);

/// For each element of a decoder. After a loss that no retransmission mends the picture would stay broken until the
/// next key frame of a very long group of pictures: depayloader and decoder ask for one.
void ask_after_losses(GstElement *element);

/// The loudest channel of a `level` element's message, in dB of full scale; nothing for other messages.
std::optional<double> audio_level(GstMessage *message);

} // namespace callbooth::media
