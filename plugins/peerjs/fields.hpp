// SPDX-License-Identifier: MIT
/// Looks into other people's JSON, of which every part may be missing. Names may be paths.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "wire.hpp"
#include <callbooth/json.hpp>

namespace callbooth::peerjs {

inline std::optional<std::string> text_member(const Json &object, std::string_view name, size_t max_bytes) {
    auto text = object.find<std::string>(name);
    return text && text->size() <= max_bytes ? std::move(text) : std::nullopt;
}

// Ids end up in logs and on screens; what other clients choose for them is wider than peerjs's own pattern.
inline bool printable_id(const std::string &id) {
    const auto printable = [](unsigned char c) { return c >= 0x20 && c < 0x7f; };
    return !id.empty() && id.size() <= max_id_bytes && std::all_of(id.begin(), id.end(), printable);
}

inline std::optional<std::string> id_member(const Json &object, std::string_view name) {
    auto id = text_member(object, name, max_id_bytes);
    return id && printable_id(*id) ? std::move(id) : std::nullopt;
}

/// At most `max`; 0 without one.
inline uint64_t number_member(const Json &object, std::string_view name, uint64_t max) {
    return std::min(object.find<uint64_t>(name).value_or(0), max);
}

} // namespace callbooth::peerjs
