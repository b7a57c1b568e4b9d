// SPDX-License-Identifier: MIT
/// Which codecs of a section are ours, and how they are named. No I/O.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/fragment/fragment.hpp"
#include "media/connection/sdp/sdp_model.hpp"

namespace callbooth::media {

/// What a booth sends and shows in one connection.
struct LocalMedia {
    struct Kind {
        std::optional<config::Encoding> encoding; ///< of what is sent
        bool receives = false;
    };
    Kind video;
    Kind audio;
    /// The codec, one of many that a remote offers, can be decoded.
    std::function<bool(const SdpCodec &)> decodes = [](const SdpCodec &) { return true; };

    const Kind &of(std::string_view kind) const { return kind == "video" ? video : audio; }
};

/// URI of transport-wide congestion control, the one header extension that webrtcbin and we use.
inline constexpr auto twcc_uri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

/// The payload types of one RTP session: in a bundle each means one codec.
class PayloadTypes {
public:
    /// The codec's fixed one, or the next that is free.
    int allot(const config::Encoding &encoding);

private:
    std::set<int> taken_;
    int next_ = 96; ///< first dynamic one (RFC 3551 section 6)
};

/// Of the codecs, the one that our encoder's stream fits best; null when there is none.
const SdpCodec *codec_to_send(const std::vector<SdpCodec> &codecs, const config::Encoding &encoding);

/// The first that can be decoded; null when there is none. Not retransmissions, redundancy and tones.
const SdpCodec *codec_to_receive(const std::vector<SdpCodec> &codecs, const LocalMedia &local);

/// Our codec, as we offer it.
SdpCodec codec_to_offer(const config::Encoding &encoding, int payload);

/// The parameters that webrtcbin gets: those that a depayloader needs, none that the stream itself decides.
std::string canonical_parameters(const SdpCodec &codec);

/// The parameters that we answer to a codec that was offered (RFC 6184 section 8.2.2, RFC 7587 section 7).
std::string answered_parameters(const SdpCodec &offered);

/// RTP caps under which webrtcbin sends or receives the codec. `congestion_control` is the ID of the header extension,
/// 0 for none.
Handle<GstCaps> codec_caps(const SdpCodec &codec, std::string_view kind, uint64_t congestion_control);

/// What a payloader's output must be: the identity of the codec and the header extensions, without parameters that the
/// stream itself decides.
Handle<GstCaps> payloader_filter(const GstCaps *codec);

} // namespace callbooth::media
