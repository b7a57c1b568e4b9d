// SPDX-License-Identifier: MIT
#include "media/call/early_candidates.hpp"

#include <algorithm>

namespace callbooth::media {

std::deque<EarlyCandidates::Entry>::iterator EarlyCandidates::find(const std::string &peer,
                                                                   const std::string &connection) {
    return std::find_if(entries_.begin(), entries_.end(),
                        [&](const Entry &entry) { return entry.peer == peer && entry.connection == connection; });
}

void EarlyCandidates::keep(const std::string &peer, const std::string &connection, const IceCandidate &candidate) {
    auto entry = find(peer, connection);
    if (entry == entries_.end()) {
        if (entries_.size() == max_connections)
            entries_.pop_front();
        entry = entries_.insert(entries_.end(), Entry{peer, connection, {}});
    }
    if (entry->candidates.size() < max_each)
        entry->candidates.push_back(candidate);
}

std::vector<IceCandidate> EarlyCandidates::take(const std::string &peer, const std::string &connection) {
    const auto entry = find(peer, connection);
    if (entry == entries_.end())
        return {};
    auto candidates = std::move(entry->candidates);
    entries_.erase(entry);
    return candidates;
}

} // namespace callbooth::media
