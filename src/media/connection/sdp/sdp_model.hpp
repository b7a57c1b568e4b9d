// SPDX-License-Identifier: MIT
/// A session description (RFC 8866, RFC 8829), read by strict rules and written anew. No I/O.
///
/// webrtcbin 1.22 looks attributes up in several places by several rules, and aborts the process where two of its
/// answers differ. A description that can be understood in two ways is refused here, and what a remote wrote never
/// reaches webrtcbin: the model is all that is known of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "media/base/gst.hpp"

namespace callbooth::media {

/// ICE and DTLS parameters of a section (RFC 8839, RFC 8842).
struct SdpTransport {
    std::string ufrag;
    std::string password;
    std::string setup; ///< `actpass`, `active` or `passive`
    std::vector<std::string> fingerprints;

    bool operator==(const SdpTransport &) const = default;
};

/// One payload type of a section: `a=rtpmap`, `a=fmtp`, `a=rtcp-fb`.
struct SdpCodec {
    int payload = 0;
    std::string name; ///< as it is written; compared without regard to case
    int clock_rate = 0;
    int channels = 0; ///< 0 when it is not written
    std::string parameters = {};
    std::vector<std::string> feedback = {}; ///< `nack`, `nack pli`, `ccm fir`, ...; those of `*` too

    bool is(std::string_view other) const;
    /// The value of `NAME=VALUE` among the parameters; empty when it is not there.
    std::string parameter(std::string_view wanted) const;
};

/// RTP header extension (RFC 8285).
struct SdpExtension {
    uint64_t id = 0;
    std::string uri;
};

struct SdpSection {
    std::string kind; ///< `audio`, `video`, `application`, or any other one
    std::string protocol;
    std::string mid;
    std::string direction; ///< `sendrecv`, `sendonly`, `recvonly` or `inactive`
    std::vector<std::string> formats;
    bool rejected = false; ///< port 0 without a=bundle-only, or not of a kind that we know
    SdpTransport transport;
    std::vector<std::string> candidates; ///< `candidate:...`, as canonical_candidate() writes them

    // Audio and video:
    std::vector<SdpCodec> codecs; ///< in the order of preference; those with a known encoding
    std::vector<SdpExtension> extensions;
    std::vector<uint32_t> ssrcs;                             ///< with a cname
    std::vector<std::pair<uint32_t, uint32_t>> repair_ssrcs; ///< FID: a stream and its retransmissions (RFC 5576)
    std::string cname;                                       ///< of the first SSRC
    bool simulcast = false;                                  ///< it can be sent in several layers (RFC 8853)
    bool rtcp_mux = false;
    bool rtcp_rsize = false;

    // Data channels:
    unsigned sctp_port = 0;
    std::optional<uint64_t> max_message; ///< bytes; 0: no limit

    bool sends() const { return direction == "sendrecv" || direction == "sendonly"; }
    bool receives() const { return direction == "sendrecv" || direction == "recvonly"; }
    bool is_data() const { return kind == "application"; }
    const SdpCodec *codec(int payload) const;
    /// RTX (RFC 4588) of a payload type; null when there is none.
    const SdpCodec *retransmission_of(int payload) const;
};

struct SdpModel {
    std::vector<SdpSection> sections;
    std::vector<std::string> bundle; ///< mids of the sections that share one transport, in the order of its group
    bool ice_lite = false;
    bool trickle = false;
    std::string session = "1"; ///< of o=: another description of the same session has a higher version
    std::string version = "1";

    const SdpSection *find(std::string_view mid) const;
    bool bundled(const SdpSection &section) const;
};

/// Throws Error, with a text for the log, on a description that is not SDP, beyond the limits (256 KiB, 32 sections,
/// 512 attributes and 128 formats in each, 8 sections that are not rejected), or ambiguous.
SdpModel read_sdp(const std::string &text);

/// Throws Error on an answer that does not fit the offer (RFC 3264 section 6, RFC 8843 section 7.3).
void check_answer(const SdpModel &answer, const SdpModel &offer);

/// The description as text, known attributes alone. A section without a transport is written without one.
std::string write_sdp(const SdpModel &model);

/// GStreamer's tokens of a text. Throws Error on text that is not SDP or beyond the limits.
Handle<GstSDPMessage> parse_sdp(const std::string &text);

/// `candidate:...`, with or without `a=`, rewritten with what is known of it; nothing when it does not name an IP
/// address or libnice cannot use it (RFC 8839 section 5.1).
std::optional<std::string> canonical_candidate(std::string_view text);

} // namespace callbooth::media
