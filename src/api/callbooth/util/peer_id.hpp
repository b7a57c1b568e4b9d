// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace callbooth {

inline constexpr size_t max_peer_id = 128; ///< bytes

/// Whether the peerjs client takes `id` for an id: words of ASCII letters and digits, joined by single spaces, `_` or
/// `-`. Servers take others as well. Thread-safe.
constexpr bool is_peer_id(std::string_view id) {
    bool after_word = false;
    for (const char c : id) {
        const bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        const bool joint = c == ' ' || c == '_' || c == '-';
        if (!word && !(joint && after_word))
            return false;
        after_word = word;
    }
    return after_word && id.size() <= max_peer_id;
}

} // namespace callbooth
