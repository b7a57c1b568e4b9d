// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace callbooth::media {

/// `a=fingerprint` of an SDP: `sha-256` and upper-case hex with colons (RFC 8122).
struct Fingerprint {
    std::string hash;
    std::string value;

    bool operator==(const Fingerprint &) const = default;
};

/// Reads `sha-256 AB:CD:...`; an empty hash when it is not of that form.
Fingerprint parse_fingerprint(const std::string &attribute);

/// The certificate (PEM) hashes to one of the fingerprints. Hashes that RFC 8122 forbids (MD2, MD5) match nothing.
bool certificate_matches(const std::string &pem, const std::vector<Fingerprint> &fingerprints);

} // namespace callbooth::media
