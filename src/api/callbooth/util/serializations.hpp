// SPDX-License-Identifier: MIT
/// The serializations of data channels in peerjs: one table for signaling, which names them, and for plugins that write
/// them.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace callbooth {

/// What the messages of a data channel are.
enum class MessageFormat {
    json,     ///< JSON, one value a message
    raw,      ///< text or bytes as they are
    binary,   ///< BinaryPack, long values in several messages
    msg_pack, ///< MessagePack: a stream of values over all messages
};

struct SerializationInfo {
    const char *name; ///< `serialization` of an OFFER, DataChannel::protocol()
    MessageFormat format;
    bool offered; ///< false: an alias that older pages offer, and we do not
};

inline constexpr std::array serializations = {
    SerializationInfo{"json", MessageFormat::json, true},
    SerializationInfo{"raw", MessageFormat::raw, true},
    SerializationInfo{"binary", MessageFormat::binary, true},
    SerializationInfo{"binary-utf8", MessageFormat::binary, false},
    SerializationInfo{"MsgPack", MessageFormat::msg_pack, true},
};

/// Null when peerjs has none of that name.
constexpr const SerializationInfo *find_serialization(std::string_view name) {
    const auto *found =
        std::find_if(serializations.begin(), serializations.end(),
                     [&](const SerializationInfo &serialization) { return serialization.name == name; });
    return found == serializations.end() ? nullptr : found;
}

/// Those that a plugin may offer, for the choices of a property.
inline std::vector<const char *> offered_serializations() {
    std::vector<const char *> names;
    for (const auto &serialization : serializations)
        if (serialization.offered)
            names.push_back(serialization.name);
    return names;
}

} // namespace callbooth
