// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "config/check/certificate.hpp"

namespace callbooth::net {

/// The paths of a certificate and its private key.
struct CertificatePaths {
    std::string certificate;
    std::string key;
};

/// What clients call this machine, and what its certificate has to name therefore.
struct MachineNames {
    std::vector<std::string> hosts;
    std::vector<std::string> addresses; ///< in network byte order, of 4 or 16 bytes
};
MachineNames names_of_machine();

/// The server's own self-signed certificate, kept in `folder` (made when missing) with the key readable by nobody
/// else. A new one is made when there is none that can be used at `now`, when it expires within 30 days, or when it
/// does not name the machine as it is: its hosts, its addresses of IPv4 and those of the local network of IPv6. A new
/// one keeps the names of the one before. Throws Error when it cannot be kept.
CertificatePaths keep_self_signed(const std::string &folder, std::chrono::system_clock::time_point now,
                                  MachineNames machine = names_of_machine());

/// `tls` in $STATE_DIRECTORY of systemd, or else in ~/.local/state/callbooth.
std::string self_signed_folder();

} // namespace callbooth::net
