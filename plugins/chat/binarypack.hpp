// SPDX-License-Identifier: MIT
/// BinaryPack as peerjs-js-binarypack 2 writes it: MessagePack's numbers and containers, but strings and byte arrays
/// have types of their own (b0/d8/d9 and a0/da/db).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace callbooth::chat {

struct Undefined {
    bool operator==(const Undefined &) const = default;
};
struct Null {
    bool operator==(const Null &) const = default;
};
struct Bytes {
    std::string data;
    bool operator==(const Bytes &) const = default;
};

struct Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>; ///< in the order of the wire

/// A JavaScript value. Numbers are doubles there, and so they are here.
struct Value {
    std::variant<Undefined, Null, bool, double, std::string, Bytes, Array, Object> data;

    bool operator==(const Value &other) const;
    template <class T> const T *as() const { return std::get_if<T>(&data); }
    /// The member of an object; null for anything else.
    const Value *member(std::string_view name) const;
};

struct Member {
    std::string key;
    Value value;
    bool operator==(const Member &) const = default;
};

inline bool Value::operator==(const Value &other) const { return data == other.data; }

constexpr int max_depth = 32;
constexpr size_t max_values = 16384; ///< in one message: each costs more in memory than the byte it may take

/// The bytes that pack() of peerjs-js-binarypack makes of the value. What it cannot write (NaN, the infinities, whole
/// numbers outside of 64 bits) is packed as a double.
std::string pack(const Value &value);

/// The value, or nothing when the bytes are no BinaryPack, too deep or too many. What follows it is ignored.
std::optional<Value> unpack(std::string_view bytes);

} // namespace callbooth::chat
