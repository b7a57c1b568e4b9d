// SPDX-License-Identifier: MIT
#include "media/connection/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include <fmt/format.h>
#include <glib.h>
#include <gnutls/gnutls.h>

namespace callbooth::media {

namespace {

/// The certificate's DER form, byte by byte as it came: GnuTLS reads some that it would write differently, and hashes
/// what it would write.
std::string der_of(const std::string &pem) {
    const gnutls_datum_t text{reinterpret_cast<unsigned char *>(const_cast<char *>(pem.data())),
                              static_cast<unsigned>(pem.size())};
    gnutls_datum_t der{};
    if (gnutls_pem_base64_decode2("CERTIFICATE", &text, &der) < 0)
        return {};
    std::string bytes(reinterpret_cast<const char *>(der.data), der.size);
    gnutls_free(der.data);
    return bytes;
}

std::string digest(const std::string &der, const std::string &hash) {
    static const std::map<std::string_view, gnutls_digest_algorithm_t> known = {
        {"sha-1", GNUTLS_DIG_SHA1},     {"sha-224", GNUTLS_DIG_SHA224}, {"sha-256", GNUTLS_DIG_SHA256},
        {"sha-384", GNUTLS_DIG_SHA384}, {"sha-512", GNUTLS_DIG_SHA512},
    };
    const auto algorithm = known.find(hash);
    const gnutls_datum_t data{reinterpret_cast<unsigned char *>(const_cast<char *>(der.data())),
                              static_cast<unsigned>(der.size())};
    std::array<unsigned char, 64> bytes;
    size_t size = bytes.size();
    if (algorithm == known.end() || gnutls_fingerprint(algorithm->second, &data, bytes.data(), &size) < 0)
        return {};
    return fmt::format("{:02X}", fmt::join(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size), ":"));
}

} // namespace

Fingerprint parse_fingerprint(const std::string &attribute) {
    const auto space = attribute.find(' ');
    if (space == std::string::npos)
        return {};
    Fingerprint result{attribute.substr(0, space), attribute.substr(space + 1)};
    std::transform(result.hash.begin(), result.hash.end(), result.hash.begin(), &g_ascii_tolower);
    std::transform(result.value.begin(), result.value.end(), result.value.begin(), &g_ascii_toupper);
    return result;
}

bool certificate_matches(const std::string &pem, const std::vector<Fingerprint> &fingerprints) {
    const auto der = der_of(pem);
    return !der.empty() && std::any_of(fingerprints.begin(), fingerprints.end(), [&](const Fingerprint &f) {
        return !f.value.empty() && digest(der, f.hash) == f.value;
    });
}

} // namespace callbooth::media
