// SPDX-License-Identifier: MIT
/// The attributes of a description and of one section of it, read by strict rules. No I/O.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "media/connection/sdp/sdp_model.hpp"

namespace callbooth::media {

using SdpAttributes = std::vector<std::pair<std::string, std::string>>;

/// Throws the Error of a description that is refused.
[[noreturn]] void refuse_sdp(const std::string &why);

SdpAttributes attributes_of(const GstSDPMessage *message);
std::vector<std::string> every(const SdpAttributes &attributes, std::string_view name);
/// Of an attribute that may stand once; empty when it does not stand.
std::string only(const SdpAttributes &attributes, std::string_view name);
bool has(const SdpAttributes &attributes, std::string_view name);

/// Of each parameter the own one or, where there is none, the other.
void complete(SdpTransport &own, const SdpTransport &other);

/// From the section's own attributes and those of the session.
SdpSection read_section(const GstSDPMedia *media, const SdpAttributes &session);

} // namespace callbooth::media
