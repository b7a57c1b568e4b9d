// SPDX-License-Identifier: MIT
/// A session description (RFC 8866, RFC 8829), read by strict rules and written anew. No I/O.
///
/// webrtcbin 1.22 looks attributes up in several places by several rules, and aborts the process where two of its
/// answers differ. A description that can be understood in two ways is refused here, and webrtcbin gets a text of ours:
/// known attributes only, all transport attributes in each section, no SSRC where no stream can be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "media/base/gst.hpp"

namespace callbooth::media {

using SdpAttributes = std::vector<std::pair<std::string, std::string>>;

/// ICE and DTLS parameters of a section (RFC 8839, RFC 8842).
struct SdpTransport {
    std::string ufrag;
    std::string password;
    std::string setup; ///< `actpass`, `active` or `passive`
    std::vector<std::string> fingerprints;
};

struct SdpSection {
    std::string kind; ///< `audio`, `video`, `application`, or any other one, which is rejected
    std::string protocol;
    std::string mid;
    std::string direction; ///< `sendrecv`, `sendonly`, `recvonly` or `inactive`
    std::vector<std::string> formats;
    bool rejected = false; ///< by the remote, or because we cannot use it
    SdpTransport transport;
    SdpAttributes media; ///< all others that webrtcbin gets
    std::vector<uint32_t> ssrcs;

    bool sends() const { return direction == "sendrecv" || direction == "sendonly"; }
    bool receives() const { return direction == "sendrecv" || direction == "recvonly"; }
};

struct SdpModel {
    std::vector<SdpSection> sections;
    std::vector<std::string> bundle; ///< mids of the sections that share the first one's transport
    bool ice_lite = false;
    bool trickle = false;
};

/// Throws Error, with a text for the log, on a description that is ambiguous or that webrtcbin cannot take.
SdpModel read_sdp(const GstSDPMessage *message);

/// Throws Error on an answer that does not fit the offer (RFC 3264 section 6, RFC 8843 section 7.3).
void check_answer(const SdpModel &answer, const SdpModel &offer);

/// The description as webrtcbin understands it.
Handle<GstSDPMessage> write_sdp(const SdpModel &model);

/// `candidate:...`, with or without `a=`, that names an IP address and that libnice can use (RFC 8839 section 5.1).
bool is_usable_candidate(std::string_view text);

} // namespace callbooth::media
