// SPDX-License-Identifier: MIT
#include "media/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <glib.h>
#include <gnutls/x509.h>

namespace callbooth::media {

namespace {

struct CertificateDeleter {
    void operator()(gnutls_x509_crt_t certificate) const { gnutls_x509_crt_deinit(certificate); }
};
using Certificate = std::unique_ptr<gnutls_x509_crt_int, CertificateDeleter>;

Certificate import_pem(const std::string &pem) {
    gnutls_x509_crt_t raw = nullptr;
    if (gnutls_x509_crt_init(&raw) < 0)
        return nullptr;
    Certificate certificate(raw);
    const gnutls_datum_t datum{reinterpret_cast<unsigned char *>(const_cast<char *>(pem.data())),
                               static_cast<unsigned>(pem.size())};
    if (gnutls_x509_crt_import(raw, &datum, GNUTLS_X509_FMT_PEM) < 0)
        return nullptr;
    return certificate;
}

std::string digest(const Certificate &certificate, const std::string &hash) {
    static const std::map<std::string_view, gnutls_digest_algorithm_t> known = {
        {"sha-1", GNUTLS_DIG_SHA1},     {"sha-224", GNUTLS_DIG_SHA224}, {"sha-256", GNUTLS_DIG_SHA256},
        {"sha-384", GNUTLS_DIG_SHA384}, {"sha-512", GNUTLS_DIG_SHA512},
    };
    const auto algorithm = known.find(hash);
    std::array<unsigned char, 64> bytes;
    size_t size = bytes.size();
    if (algorithm == known.end() ||
        gnutls_x509_crt_get_fingerprint(certificate.get(), algorithm->second, bytes.data(), &size) < 0)
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
    const auto certificate = import_pem(pem);
    return certificate && std::any_of(fingerprints.begin(), fingerprints.end(), [&](const Fingerprint &f) {
               return !f.value.empty() && digest(certificate, f.hash) == f.value;
           });
}

} // namespace callbooth::media
