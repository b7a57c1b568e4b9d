// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <string>
#include <vector>

#include <callbooth/services/signaling.hpp>

namespace callbooth::media {

/// Candidates that came before the description of their connection, an offer or an answer: the one place where they
/// wait. Limited: the oldest connection goes first.
class EarlyCandidates {
public:
    void keep(const std::string &peer, const std::string &connection, const IceCandidate &candidate);
    /// Takes out what was kept for the connection.
    std::vector<IceCandidate> take(const std::string &peer, const std::string &connection);

    static constexpr size_t max_connections = 32;
    static constexpr size_t max_each = 128;

private:
    struct Entry {
        std::string peer;
        std::string connection;
        std::vector<IceCandidate> candidates;
    };
    std::deque<Entry>::iterator find(const std::string &peer, const std::string &connection);

    std::deque<Entry> entries_;
};

} // namespace callbooth::media
