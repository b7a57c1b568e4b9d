// SPDX-License-Identifier: MIT
/// What a message of a data connection says: a JavaScript value, whatever its serialization.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <callbooth/json.hpp>

namespace callbooth::data {

struct Undefined {
    bool operator==(const Undefined &) const = default;
};
struct Null {
    bool operator==(const Null &) const = default;
};
/// An ArrayBuffer, a view of one, or a Blob.
struct Bytes {
    std::string data;
    bool operator==(const Bytes &) const = default;
};

struct Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>; ///< in the order of the wire

/// Numbers are doubles in JavaScript, and so they are here. Strings are UTF-8; those of a peer may be any bytes.
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

/// The value as JSON: undefined, NaN and the infinities are null, and bytes an object with one member `base64` (RFC
/// 4648 section 4, with padding).
Json to_json(const Value &value);
/// The reverse for all but bytes: an object remains an object.
Value from_json(const Json &json);
/// Such as "an object" or "12 bytes"; for logs.
std::string describe(const Value &value);

} // namespace callbooth::data
