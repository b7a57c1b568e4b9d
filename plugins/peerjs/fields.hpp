// SPDX-License-Identifier: MIT
/// Looks into somebody else's JSON: every one of them may miss. The pointers live as long as the object.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "wire.hpp"
#include <nlohmann/json.hpp>

namespace callbooth::peerjs {

using Json = nlohmann::ordered_json;

inline const Json *member(const Json &object, const char *name) {
    if (!object.is_object())
        return nullptr;
    const auto it = object.find(name);
    return it == object.end() ? nullptr : &*it;
}

inline const std::string *text_member(const Json &object, const char *name, size_t max_bytes) {
    const Json *value = member(object, name);
    if (!value || !value->is_string())
        return nullptr;
    const auto &text = value->get_ref<const std::string &>();
    return text.size() <= max_bytes ? &text : nullptr;
}

// Ids end up in logs and on screens; what other clients choose for them is wider than peerjs's own pattern.
inline bool printable_id(const std::string &id) {
    const auto printable = [](unsigned char c) { return c >= 0x20 && c < 0x7f; };
    return !id.empty() && id.size() <= max_id_bytes && std::all_of(id.begin(), id.end(), printable);
}

inline const std::string *id_member(const Json &object, const char *name) {
    const std::string *id = text_member(object, name, max_id_bytes);
    return id && printable_id(*id) ? id : nullptr;
}

/// At most `max`; 0 without one.
inline uint64_t number_member(const Json &object, const char *name, uint64_t max) {
    const Json *value = member(object, name);
    return value && value->is_number_unsigned() ? std::min(value->get<uint64_t>(), max) : 0;
}

inline std::string dump(const Json &message) {
    // What is no UTF-8 is replaced: dump() throws otherwise.
    return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace callbooth::peerjs
