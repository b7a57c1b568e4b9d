// SPDX-License-Identifier: MIT
/// Messages of a data channel as values, as the clients of peerjs write and read them. No I/O.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <callbooth/util/data_chunks.hpp>
#include <callbooth/util/serializations.hpp>

namespace callbooth::data {

/// One message of a data channel that is to be sent.
struct Encoded {
    std::string bytes;
    bool binary;
};

/// The peer wants the connection closed, after what it sent before.
struct CloseRequest {};
/// What is dropped: malformed, or beyond a limit.
struct Unreadable {
    std::string what; ///< for the log, without a word of the peer's
};
using Received = std::variant<Value, Fragment, CloseRequest, Unreadable>;

/// One for each data channel: it keeps the parts of messages that are not complete.
class __attribute__((visibility("default"))) MessageCodec {
public:
    struct Options {
        Limits limits = {};
        /// Byte arrays that come in parts are handed on as fragments, however long they are. BinaryPack only.
        bool fragments = false;
    };

    /// A name of the table `serializations`; any other one is taken for `raw`.
    explicit MessageCodec(std::string_view serialization) : MessageCodec(serialization, Options()) {}
    MessageCodec(std::string_view serialization, const Options &options);

    MessageFormat format() const { return format_; }
    /// Throws Error when the serialization cannot carry the value: `raw` carries texts and bytes, `json` no bytes and
    /// nothing of more than 16,300 bytes. Texts are valid UTF-8. With `json` the message is of the type that came last,
    /// before that of bytes: peerjs 1.5 reads nothing else, and older ones read texts alone.
    std::vector<Encoded> encode(const Value &value);
    /// A number for the parts of a BytesCutter.
    uint64_t new_message_id() { return ++last_id_; }
    /// Takes any bytes. Nothing for a part of a message.
    std::vector<Received> decode(std::string_view bytes, bool binary);

private:
    std::vector<Encoded> encode_binary(const Value &value);
    std::vector<Received> decode_binary(std::string_view bytes);
    std::vector<Received> decode_part(const Value &pack);
    std::vector<Received> decode_json(std::string_view bytes, bool binary);
    std::vector<Received> decode_stream(std::string_view bytes);
    size_t decode_next(std::string_view bytes, std::vector<Received> &received);

    MessageFormat format_;
    Options options_;
    bool json_is_binary_ = true;
    uint64_t last_id_ = 0;
    Reassembly reassembly_;
    ByteStreams streams_;
    // Of MessagePack:
    std::string unread_;  ///< the beginning of a value
    size_t needed_ = 0;   ///< bytes in all before it is worth another look
    size_t credit_ = 0;   ///< bytes that may still be looked at: many small pieces would cost time by the square
    bool broken_ = false; ///< where the next value begins is not known any more
};

} // namespace callbooth::data
