// SPDX-License-Identifier: MIT
/// How peerjs cuts packed messages that are too long for one data channel message.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "binarypack.hpp"

namespace callbooth::chat {

/// Firefox and Chromium do not understand each other's longer messages, says peerjs.
constexpr size_t chunk_bytes = 16300;

/// The packs `{__peerData: id, n, data, total}` for a packed message.
std::vector<std::string> cut(std::string_view packed, uint64_t id);

/// Puts the packs of one channel together again. Bounded: what exceeds a limit is dropped.
class Reassembly {
public:
    static constexpr size_t max_bytes = 1024 * 1024; ///< of one message
    static constexpr size_t max_parts = 128;
    static constexpr size_t max_messages = 4; ///< incomplete at the same time; the oldest goes

    /// Takes an unpacked pack; returns the whole packed message when this was the last one missing.
    std::optional<std::string> add(const Value &pack);

private:
    struct Partial {
        double id;
        std::vector<std::optional<std::string>> parts;
        size_t missing;
        size_t bytes = 0;
    };
    std::deque<Partial>::iterator find_or_begin(double id, size_t total);

    std::deque<Partial> partials_; ///< oldest first
};

} // namespace callbooth::chat
