// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callbooth::peerserver {

using Time = std::chrono::steady_clock::time_point;

struct BacklogLimits {
    std::chrono::milliseconds expire{5000}; ///< from a queue's first message on
    size_t messages = 256;                  ///< for each destination and each sender
    size_t bytes = size_t{1} << 20;         ///< for each destination and each sender
    size_t network_factor = 4;              ///< a network, which many may share, has so many times as much
    size_t total = size_t{64} << 20;        ///< bytes of all together
};

/// Messages for peers that are not there (yet). What waits is limited by destination, by sender, by the sender's
/// network and in total.
class Backlog {
public:
    struct Waiting {
        std::string sender;
        std::string network; ///< the sender's `network_key`
        std::string text;
    };
    struct Pair {
        std::string dst;
        std::string sender;
    };

    explicit Backlog(BacklogLimits limits) : limits_(limits) {}

    /// False when a limit refuses it.
    bool add(const std::string &dst, Waiting message, Time now);
    /// What waits for `dst`, in order; none of it waits any more.
    std::vector<Waiting> take(const std::string &dst);
    /// Forgets the queues that are too old; returns each of their pairs once.
    std::vector<Pair> expire(Time now);
    size_t size() const { return queues_.size(); }
    /// Bytes of all that waits, with what it takes to keep it.
    size_t bytes() const { return bytes_; }

    /// What a message counts towards the total, however short it is.
    static constexpr size_t least_cost = 512;

private:
    struct Load {
        size_t messages = 0;
        size_t bytes = 0;
        bool fits(size_t size, size_t max_messages, size_t max_bytes) const {
            return messages < max_messages && bytes + size <= max_bytes;
        }
    };
    struct Queue {
        Load load;
        std::vector<Waiting> messages;
        std::list<std::pair<Time, std::string>>::iterator place;
    };
    using Loads = std::unordered_map<std::string, Load>;
    static size_t cost(const Waiting &message) { return std::max(message.text.size(), least_cost); }
    bool fits(const std::string &dst, const Waiting &message) const;
    static void charge(Loads &loads, const std::string &key, size_t size);
    static void release(Loads &loads, const std::string &key, size_t size);

    const BacklogLimits limits_;
    std::unordered_map<std::string, Queue> queues_;
    std::list<std::pair<Time, std::string>> ages_; ///< oldest first: when each queue began
    Loads senders_;
    Loads networks_;
    size_t bytes_ = 0;
};

} // namespace callbooth::peerserver
