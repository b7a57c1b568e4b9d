// SPDX-License-Identifier: MIT
/// Values as bytes. BinaryPack as peerjs-js-binarypack 2 writes it has MessagePack's numbers and containers, but
/// strings and byte arrays have types of their own (b0/d8/d9 and a0/da/db).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/util/data_value.hpp>

namespace callbooth::data {

enum class Dialect {
    binary_pack, ///< of peerjs
    msg_pack,    ///< MessagePack (msgpack.org) as the npm package msgpack writes it
};

/// What is taken from others.
struct Limits {
    size_t depth = 32;                   ///< arrays and objects within one another
    size_t values = 16384;               ///< in one message: each costs more in memory than the byte it may take
    size_t message = 1024 * 1024;        ///< bytes of one message, when its parts are together
    size_t open_messages = 4;            ///< incomplete at the same time; the oldest goes
    size_t open_bytes = 2 * 1024 * 1024; ///< of all incomplete messages; the oldest goes
    size_t parts = 8192;                 ///< of one message
    bool operator==(const Limits &) const = default;
};

/// The bytes that the clients of peerjs make of the value. Numbers that are not whole or not within the range of the
/// dialect's integers are packed as doubles.
std::string pack(const Value &value, Dialect dialect = Dialect::binary_pack);

/// Of a byte array of this size in BinaryPack: what stands before the bytes.
std::string bytes_head(uint64_t size);

/// What stands at the beginning of some bytes.
struct Unpacked {
    enum class State {
        whole,
        cut,       ///< more bytes are needed
        malformed, ///< not of this dialect, or beyond a limit
    };
    State state;
    Value value = {};
    size_t used = 0;   ///< whole: bytes of the value
    size_t needed = 0; ///< cut: at least so many bytes in all
};
Unpacked unpack_first(std::string_view bytes, Dialect dialect, const Limits &limits = {});

/// A message of BinaryPack, or nothing when it is malformed or cut. What follows the value is ignored, as peerjs does.
std::optional<Value> unpack(std::string_view bytes, const Limits &limits = {});

} // namespace callbooth::data
