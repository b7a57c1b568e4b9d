// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <callbooth/services/bans.hpp>
#include <callbooth/util/networks.hpp>

namespace callbooth::bans {

using Clock = std::chrono::system_clock;

/// Of what may be banned. Throws Error for another text, and for a network that is larger than any provider's.
Network read_network(const std::string &text);

/// Bans by network and by token, until their time is over. At most `limit`: another one takes the place of that which
/// ends first. What a look-up costs does not depend on their number.
class BanList {
public:
    explicit BanList(size_t limit) : limit_(limit) {}

    /// Gives it a number. Of several for the same network or token the longest counts. Throws Error when the network is
    /// none.
    Ban add(Ban ban);
    bool lift(uint64_t number);
    /// Forgets those whose time is over; whether there were any.
    bool expire(Clock::time_point now);

    /// The ban for this address; null for none.
    const Ban *by_address(const std::string &address) const;
    /// The ban for this token's SHA-256; null for none.
    const Ban *by_token(const std::string &digest) const;
    bool has_tokens() const { return !tokens_.empty(); }
    const std::map<uint64_t, Ban> &all() const { return bans_; }

private:
    using Ends = std::set<std::pair<Clock::time_point, uint64_t>>; ///< when which ban ends
    using Index = std::unordered_map<std::string, Ends>;
    static void erase(Index &index, const std::string &key, const Ban &ban);
    const Ban *longest(const Index &index, const std::string &key) const;

    const size_t limit_;
    uint64_t last_ = 0;
    std::map<uint64_t, Ban> bans_;
    Ends ends_;
    Index networks_;
    Index tokens_;
    std::array<std::map<unsigned, size_t>, 2> bits_; ///< how many bans go by so many bits of IPv4, of IPv6
};

/// `You are banned for another 10 minutes: reason`.
std::string sentence(const Ban &ban, Clock::time_point now);
/// Why a banned visitor is not admitted, or has to go.
Expulsion expulsion(const Ban &ban, Clock::time_point now);
/// What stands for a token in a ban.
std::string digest(const std::string &token);

/// The bans as a text for a file, and back. Throws Error when the text is no such thing.
std::string to_text(const BanList &list);
void from_text(BanList &list, std::string_view text);

} // namespace callbooth::bans
