// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/services/websocket.hpp>

namespace callbooth::net {

/// What waits for one client, in order: bytes of its own, and frames that it shares with others. Without I/O.
class OutputQueue {
public:
    /// Bytes are appended here.
    std::string &own() { return own_; }
    /// Keeps a reference, or a copy where the frame is no longer than that.
    void add(const Frame &frame);

    /// The next bytes to send, in one piece; empty when there are none.
    std::string_view next() const;
    /// So many of `next` are sent.
    void pop(size_t size);
    /// Bytes that wait.
    size_t size() const { return own_.size() - own_sent_ + shared_size_; }
    bool empty() const { return size() == 0; }
    /// Bytes in memory. A shared frame counts as if it were not shared: this may be the last to hold it.
    size_t held() const { return own_.size() + shared_size_ + shared_sent_; }
    /// All of `next`, one after the other.
    std::string all() const;
    /// Nothing waits: takes back the memory of what is sent, but for `own`.
    void clear();

private:
    struct Shared {
        Frame frame;
        size_t at; ///< in `own_`, where it stands
    };

    bool is_shared_next() const { return first_ < shared_.size() && shared_[first_].at == own_sent_; }
    void pop_shared(size_t size);
    /// A client that always leaves something unread would make both grow for ever.
    void forget_sent();

    std::string own_;
    std::vector<Shared> shared_;
    size_t own_sent_ = 0;
    size_t first_ = 0;       ///< of `shared_` that is not sent
    size_t shared_sent_ = 0; ///< bytes of that one
    size_t shared_size_ = 0; ///< bytes of shared frames that wait
};

} // namespace callbooth::net
