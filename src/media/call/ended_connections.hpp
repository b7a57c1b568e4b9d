// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <deque>
#include <string>

namespace callbooth::media {

/// The connections that ended last, so that what arrives late for them, or twice, begins nothing new.
class EndedConnections {
public:
    static constexpr size_t max = 64;

    void remember(const std::string &peer, const std::string &connection) {
        if (entries_.size() == max)
            entries_.pop_front();
        entries_.push_back({peer, connection});
    }
    bool contains(const std::string &peer, const std::string &connection) const {
        return std::find(entries_.begin(), entries_.end(), Entry{peer, connection}) != entries_.end();
    }

private:
    struct Entry {
        std::string peer;
        std::string connection;
        bool operator==(const Entry &) const = default;
    };
    std::deque<Entry> entries_;
};

} // namespace callbooth::media
