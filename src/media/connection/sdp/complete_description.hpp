// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <callbooth/services/signaling.hpp>

namespace callbooth::media {

/// A description of ours with its candidates, each in its section, and `a=end-of-candidates` (RFC 8839 section 5.1, RFC
/// 8840 section 8.2). Candidates of sections that are not there are left out.
std::string complete_description(const std::string &sdp, const std::vector<IceCandidate> &candidates);

} // namespace callbooth::media
