// SPDX-License-Identifier: MIT
/// What we need to know of a session description (RFC 8866, RFC 8829). No I/O.
#pragma once

#include <string>
#include <vector>

#include "config/fragment/fragment.hpp"
#include "media/base/gst.hpp"
#include "media/connection/fingerprint.hpp"

namespace callbooth::media {

/// One m-section of a remote description.
struct RemoteMedia {
    std::string kind; ///< `video`, `audio`, `application`
    bool rejected;    ///< port 0
    bool sends;       ///< sendrecv or sendonly
    bool receives;    ///< sendrecv or recvonly
};

class RemoteDescription {
public:
    /// Throws Error on text that is not SDP, is larger than 256 KiB, has more than 32 m-sections, or more than 512
    /// attributes or 128 formats in one.
    explicit RemoteDescription(const std::string &sdp);
    /// One that was read already.
    explicit RemoteDescription(Handle<GstSDPMessage> message);

    const std::vector<RemoteMedia> &media() const { return media_; }
    /// Of the whole description and all its sections; the certificate must have one of them (RFC 8122 section 5).
    const std::vector<Fingerprint> &fingerprints() const { return fingerprints_; }
    bool has_kind(std::string_view kind) const;
    /// Bytes of the longest data channel message that the remote takes (RFC 8841 section 6).
    size_t max_message() const;

    /// RTP caps with the payload type under which section `index` offers our codec; null when it does not.
    Handle<GstCaps> codec_caps(size_t index, const config::Encoding &encoding) const;
    GstSDPMessage *message() const { return message_.get(); }

private:
    void read();

    Handle<GstSDPMessage> message_;
    std::vector<RemoteMedia> media_;
    std::vector<Fingerprint> fingerprints_;
};

/// RTP caps under which we offer our codec; `payload` is used when the codec has no static one.
Handle<GstCaps> offered_caps(const config::Encoding &encoding, int payload);

/// What a payloader's output must be: the identity of the codec and the header extensions, without parameters that the
/// stream itself decides.
Handle<GstCaps> payloader_filter(const GstCaps *codec);

} // namespace callbooth::media
