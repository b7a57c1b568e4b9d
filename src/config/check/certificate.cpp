// SPDX-License-Identifier: MIT
#include "config/check/certificate.hpp"

#include <array>
#include <memory>

#include "config/file.hpp"
#include <fmt/format.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>

namespace callbooth::config {
namespace {

using KeyId = std::array<unsigned char, 32>; // SHA-256

gnutls_datum_t datum(const std::string &text) {
    return {reinterpret_cast<unsigned char *>(const_cast<char *>(text.data())), static_cast<unsigned>(text.size())};
}

/// Reads what stands first in the file: the server's own certificate.
std::optional<KeyId> key_id_of_certificate(const std::string &chain) {
    gnutls_x509_crt_t raw = nullptr;
    gnutls_x509_crt_init(&raw);
    const std::unique_ptr<gnutls_x509_crt_int, decltype(&gnutls_x509_crt_deinit)> certificate(raw,
                                                                                              gnutls_x509_crt_deinit);
    const auto pem = datum(chain);
    KeyId id{};
    size_t size = id.size();
    if (gnutls_x509_crt_import(raw, &pem, GNUTLS_X509_FMT_PEM) < 0 ||
        gnutls_x509_crt_get_key_id(raw, GNUTLS_KEYID_USE_SHA256, id.data(), &size) < 0)
        return std::nullopt;
    return id;
}

/// `why`: what GnuTLS says about it, where it is no key.
std::optional<KeyId> key_id_of_key(const std::string &key, int &why) {
    gnutls_x509_privkey_t raw = nullptr;
    gnutls_x509_privkey_init(&raw);
    const std::unique_ptr<gnutls_x509_privkey_int, decltype(&gnutls_x509_privkey_deinit)> owner(
        raw, gnutls_x509_privkey_deinit);
    const auto pem = datum(key);
    KeyId id{};
    size_t size = id.size();
    why = gnutls_x509_privkey_import2(raw, &pem, GNUTLS_X509_FMT_PEM, nullptr, 0);
    if (why < 0 || gnutls_x509_privkey_get_key_id(raw, GNUTLS_KEYID_USE_SHA256, id.data(), &size) < 0)
        return std::nullopt;
    return id;
}

CertificateProblem unreadable(bool with_key, const std::string &path, const std::string &why) {
    return {with_key, fmt::format("cannot read the {} '{}': {}", with_key ? "private key" : "certificate", path, why),
            "it has to be a file that the program's user may read"};
}

CertificateProblem no_key(const std::string &path, int why) {
    if (why == GNUTLS_E_DECRYPTION_FAILED)
        return {true, fmt::format("the private key in '{}' is encrypted", path),
                "a server that starts by itself needs it without a password: openssl pkey -in FILE -out FILE"};
    return {true, fmt::format("'{}' holds no private key in PEM", path),
            "it has a line with 'BEGIN PRIVATE KEY', or 'BEGIN EC PRIVATE KEY' or the like"};
}

} // namespace

std::variant<CertificatePem, CertificateProblem> read_certificate(const std::string &chain_path,
                                                                  const std::string &key_path) {
    std::string why;
    const auto chain = slurp(chain_path, why);
    if (!chain)
        return unreadable(false, chain_path, why);
    const auto key = slurp(key_path, why);
    if (!key)
        return unreadable(true, key_path, why);
    const auto certificate_id = key_id_of_certificate(*chain);
    if (!certificate_id)
        return CertificateProblem{false, fmt::format("'{}' holds no certificate in PEM", chain_path),
                                  "it has a line with 'BEGIN CERTIFICATE'; the server's own comes first, those that "
                                  "vouch for it follow"};
    int trouble = 0;
    const auto key_id = key_id_of_key(*key, trouble);
    if (!key_id)
        return no_key(key_path, trouble);
    if (*key_id != *certificate_id)
        return CertificateProblem{
            true, fmt::format("the private key in '{}' is not that of the certificate in '{}'", key_path, chain_path),
            "the server's own certificate has to be the first in its file"};
    return CertificatePem{*chain, *key};
}

} // namespace callbooth::config
