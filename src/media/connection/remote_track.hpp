// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
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

/// The decoders of a connection: one for each kind that is wanted, however many streams the remote begins. The newest
/// stream of a kind is the one that is decoded: a remote that changes its SSRC goes on.
class RemoteTracks {
public:
    RemoteTracks(bool want_video, bool want_audio) : want_video_(want_video), want_audio_(want_audio) {}

    /// Links a decoder behind webrtcbin's source pad. Runs on webrtcbin's threads, before the first packet leaves the
    /// pad. A stream of a kind that is not wanted, or one too many, is thrown away; its feed is null.
    RemoteTrack add(GstElement *pipeline, GstPad *pad);

    static constexpr int max_streams = 16; ///< of a kind, in all of the connection

private:
    struct Decoder {
        Ref<GstElement> selector;
        std::shared_ptr<Feed> feed;
        int streams = 0;
    };
    RemoteTrack select(GstElement *pipeline, GstPad *pad, const std::string &kind);

    const bool want_video_;
    const bool want_audio_;
    std::mutex mutex_;
    Decoder video_;
    Decoder audio_;
};

/// For each element of a decoder. After a loss that no retransmission mends the picture would stay broken until the
/// next key frame of a very long group of pictures: depayloader and decoder ask for one. A lost packet of Opus is taken
/// from the next one, where that has a copy (RFC 6716 section 2.1.7), or concealed.
void mend_losses(GstElement *element);

/// The loudest channel of a `level` element's message, in dB of full scale; nothing for other messages.
std::optional<double> audio_level(GstMessage *message);

} // namespace callbooth::media
