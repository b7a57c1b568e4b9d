// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>

namespace callbooth::config {

/// A TLS certificate with those that vouch for it, and its private key, as PEM (RFC 7468). The key is a secret.
struct CertificatePem {
    std::string chain;
    std::string key;
};

/// Why a certificate cannot be used.
struct CertificateProblem {
    bool with_key = false; ///< the private key's file is to blame, not the certificate's
    std::string message;
    std::string hint;
};

/// Reads both files and checks that they belong together. They may be the same file.
std::variant<CertificatePem, CertificateProblem> read_certificate(const std::string &chain_path,
                                                                  const std::string &key_path);

} // namespace callbooth::config
