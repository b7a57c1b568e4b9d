// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/services/presence.hpp>

namespace callbooth {

/// Who may not come in, and until when.
struct Ban {
    uint64_t number = 0; ///< tells it from others; smaller than that of each later one
    std::string network; ///< an address, or a network as 192.0.2.0/24; empty: it does not go by that
    std::string token;   ///< SHA-256 of a signaling token, in hex; empty: it does not go by that
    std::string id;      ///< whom it was about, for people; may be empty
    std::string reason;
    std::chrono::system_clock::time_point until;
};

/// The list of bans of this server. Whoever is connected and banned is told so, and is disconnected. Main context only.
class Bans {
public:
    static constexpr const char *service = "bans";
    virtual ~Bans() = default;

    /// Bans a network, or an address with its `network_key`. Throws Error when `network` is neither, or so large that
    /// it is a mistake.
    virtual Ban ban_network(const std::string &network, std::chrono::seconds time, std::string_view reason) = 0;
    /// Bans the token of a visitor, and the `network_key` of its address as well when `with_address`, or when its
    /// protocol has no tokens.
    virtual Ban ban_visitor(const Visitor &visitor, bool with_address, std::chrono::seconds time,
                            std::string_view reason) = 0;
    /// False when there is no such ban.
    virtual bool lift(uint64_t number) = 0;
    /// In the order of their numbers.
    virtual std::vector<Ban> list() = 0;
};

} // namespace callbooth
