// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "spec/certificate.hpp"

namespace callbooth::net {

/// The paths of a certificate and its private key.
struct CertificatePaths {
    std::string certificate;
    std::string key;
};

/// The server's own self-signed certificate, kept in `folder` (made when missing) with the key readable by nobody
/// else. A new one is made when there is none that can be used, or when it expires within 30 days of `now`. Names
/// localhost, this machine and its addresses. Throws Error when it cannot be kept.
CertificatePaths keep_self_signed(const std::string &folder, std::chrono::system_clock::time_point now);

/// `tls` in $STATE_DIRECTORY of systemd, or else in ~/.local/state/callbooth.
std::string self_signed_folder();

} // namespace callbooth::net
