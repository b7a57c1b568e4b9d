// SPDX-License-Identifier: MIT
#include "ban_list.hpp"

#include <algorithm>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::bans {

namespace {

using std::chrono::seconds;

seconds left_of(const Ban &ban, Clock::time_point now) {
    return std::max(seconds(1), std::chrono::ceil<seconds>(ban.until - now));
}

/// Of seconds since 1970. Far beyond what a clock can count, all the same is never.
Clock::time_point moment(int64_t time) {
    constexpr int64_t never = int64_t{200} * 366 * 86400;
    return Clock::from_time_t(std::clamp<int64_t>(time, 0, never));
}

std::vector<Ban> bans_in(std::string_view text) {
    try {
        std::vector<Ban> bans;
        for (const auto &ban : Json::parse(text, {.size = text.size()}).at("bans").items())
            bans.push_back({0, ban.get<std::string>("network"), ban.get<std::string>("token"),
                            ban.get<std::string>("id"), ban.get<std::string>("reason"),
                            moment(ban.get<int64_t>("until"))});
        return bans;
    } catch (const Error &) {
        throw Error("is no list of bans; mend it or remove it");
    }
}

/// `1 minute`, `3 hours`; rounded up.
std::string in_words(seconds time) {
    static constexpr std::array<std::pair<int64_t, const char *>, 4> units{
        {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};
    for (const auto &[size, name] : units) {
        const auto count = (time.count() + size - 1) / size;
        if (count > 1 || size == 1)
            return std::to_string(count) + " " + name + (count > 1 ? "s" : "");
    }
    return {};
}

} // namespace

Network read_network(const std::string &text) {
    auto network = Network::parse(text);
    if (network.bits() < (network.is_ipv6() ? 16U : 8U))
        throw Error("'" + text + "' is larger than any provider's network: at least 8 bits of IPv4 count, 16 of IPv6");
    return network;
}

Ban BanList::add(Ban ban) {
    ban.number = ++last_;
    const std::pair end(ban.until, ban.number);
    if (!ban.network.empty()) {
        const auto network = read_network(ban.network);
        ban.network = network.text();
        networks_[network.key()].insert(end);
        ++bits_[network.is_ipv6()][network.bits()];
    }
    if (!ban.token.empty())
        tokens_[ban.token].insert(end);
    ends_.insert(end);
    bans_.emplace(ban.number, ban);
    if (bans_.size() > limit_)
        lift(ends_.begin()->second);
    return ban;
}

void BanList::erase(Index &index, const std::string &key, const Ban &ban) {
    const auto found = index.find(key);
    found->second.erase({ban.until, ban.number});
    if (found->second.empty())
        index.erase(found);
}

bool BanList::lift(uint64_t number) {
    const auto found = bans_.find(number);
    if (found == bans_.end())
        return false;
    const Ban &ban = found->second;
    if (!ban.token.empty())
        erase(tokens_, ban.token, ban);
    if (!ban.network.empty()) {
        const auto network = read_network(ban.network);
        erase(networks_, network.key(), ban);
        auto &bits = bits_[network.is_ipv6()];
        if (--bits[network.bits()] == 0)
            bits.erase(network.bits());
    }
    ends_.erase({ban.until, number});
    bans_.erase(found);
    return true;
}

bool BanList::expire(Clock::time_point now) {
    bool any = false;
    while (!ends_.empty() && ends_.begin()->first <= now)
        any = lift(ends_.begin()->second);
    return any;
}

const Ban *BanList::longest(const Index &index, const std::string &key) const {
    const auto found = index.find(key);
    return found == index.end() ? nullptr : &bans_.at(found->second.rbegin()->second);
}

const Ban *BanList::by_address(const std::string &text) const {
    const auto address = networks_.empty() ? std::nullopt : Network::address(text);
    if (!address)
        return nullptr;
    const Ban *longest_yet = nullptr;
    for (const auto &[bits, count] : bits_[address->is_ipv6()]) {
        const Ban *ban = longest(networks_, address->around(bits).key());
        if (ban != nullptr && (longest_yet == nullptr || longest_yet->until < ban->until))
            longest_yet = ban;
    }
    return longest_yet;
}

const Ban *BanList::by_token(const std::string &digest) const { return longest(tokens_, digest); }

std::string sentence(const Ban &ban, Clock::time_point now) {
    const auto text = "You are banned for another " + in_words(left_of(ban, now));
    return ban.reason.empty() ? text : text + ": " + ban.reason;
}

Expulsion expulsion(const Ban &ban, Clock::time_point now) { return {sentence(ban, now), left_of(ban, now)}; }

std::string digest(const std::string &token) {
    return Handle<char>(
               g_compute_checksum_for_string(G_CHECKSUM_SHA256, token.data(), static_cast<gssize>(token.size())))
        .get();
}

std::string to_text(const BanList &list) {
    Json::Array bans;
    for (const auto &[number, ban] : list.all())
        bans.add(Json::Object{{"network", ban.network},
                              {"token", ban.token},
                              {"id", ban.id},
                              {"reason", ban.reason},
                              {"until", Clock::to_time_t(ban.until)}});
    return Json(Json::Object{{"bans", bans}}).dump_pretty() + "\n";
}

void from_text(BanList &list, std::string_view text) {
    for (auto &ban : bans_in(text))
        list.add(std::move(ban));
}

} // namespace callbooth::bans
