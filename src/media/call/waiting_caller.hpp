// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <callbooth/services/signaling.hpp>

namespace callbooth::media {

/// A caller that waits to be accepted, with what it has offered so far. Limited: further connections are left out.
class WaitingCaller {
public:
    static constexpr size_t max_offers = 8;
    struct Offer {
        ConnectionInfo connection;
        std::string sdp;
    };

    explicit WaitingCaller(std::string peer) : peer_(std::move(peer)) {}

    const std::string &peer() const { return peer_; }
    const std::vector<Offer> &offers() const { return offers_; }
    /// Does nothing for a connection that was offered already.
    void add(const ConnectionInfo &connection, const std::string &sdp) {
        for (const Offer &offer : offers_)
            if (offer.connection.id == connection.id)
                return;
        if (offers_.size() < max_offers)
            offers_.push_back({connection, sdp});
    }

private:
    std::string peer_;
    std::vector<Offer> offers_;
};

} // namespace callbooth::media
