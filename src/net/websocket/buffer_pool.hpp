// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "net/websocket/socket_batch.hpp"

namespace callbooth::net {

/// Memory that connections lend each other: each needs some only while bytes are on their way.
class BufferPool {
public:
    static constexpr size_t kept = 512; ///< bytes that an idle connection may keep

    /// Gives `text`, which is empty, room for `size` bytes and more, where there is some.
    void lend(std::string &text, size_t size) {
        if (size <= kept || spare_.empty() || text.capacity() > kept)
            return;
        text = std::move(spare_.back());
        spare_.pop_back();
    }
    /// Empties `text`, and keeps its room for the next.
    void take_back(std::string &text) {
        text.clear();
        if (text.capacity() <= kept)
            return;
        if (spare_.size() < most && text.capacity() <= largest)
            spare_.push_back(std::move(text));
        text = std::string();
    }

private:
    static constexpr size_t most = SocketBatch::most; // how many there are: as many as go out at once
    static constexpr size_t largest = 65536;          // bytes of each

    std::vector<std::string> spare_;
};

} // namespace callbooth::net
