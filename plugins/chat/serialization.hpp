// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chunks.hpp"
#include <callbooth/util/serializations.hpp>

namespace callbooth::chat {

/// One data channel message that is to be sent.
struct Encoded {
    std::string bytes;
    bool binary;
};

/// A line of text came.
struct Line {
    std::string text;
};
/// The partner wants the channel closed.
struct CloseRequest {};
/// A message that is not for us, or a part of one.
struct Other {
    std::string what; ///< for the log
};
using Decoded = std::variant<Line, CloseRequest, Other>;

/// Text to messages and back, as the peerjs client of that serialization does it. One for each channel: it keeps
/// the parts of long messages.
class Serialization {
public:
    /// A name of the table `serializations`; any other one is taken for `raw`.
    explicit Serialization(std::string_view name);

    /// Throws Error when the serialization has no room for a text so long. The text is valid UTF-8.
    std::vector<Encoded> encode(std::string_view text);
    /// Takes any bytes.
    Decoded decode(std::string_view bytes, bool binary);

private:
    Decoded decode_binary(std::string_view bytes);

    MessageFormat format_;
    uint64_t last_id_ = 0;
    Reassembly reassembly_;
};

} // namespace callbooth::chat
