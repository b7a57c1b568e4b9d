// SPDX-License-Identifier: MIT
/// What people and operators say about others, and the file of bans. The whole input is tried as each of them.
#include "bans/ban_list.hpp"
#include "fuzz.hpp"
#include "reports/ledger.hpp"
#include <callbooth/error.hpp>

namespace callbooth::fuzz {

namespace {

void check_network(std::string_view text) {
    try {
        const auto network = bans::read_network(std::string(text));
        require(bans::read_network(network.text()).key() == network.key(), "a network is read as it is written");
        require(network.around(network.bits()).key() == network.key(), "no bits are behind those that count");
    } catch (const Error &) { // what is no network is refused
    }
}

void check_file(std::string_view text) {
    bans::BanList list(5);
    try {
        bans::from_text(list, text);
    } catch (const Error &) { // what is no list is refused, though its beginning may have been one
    }
    require(list.all().size() <= 5, "bans are limited");
    bans::BanList again(5);
    bans::from_text(again, bans::to_text(list));
    require(bans::to_text(again) == bans::to_text(list), "a list is read as it is written");
    for (const auto &[number, ban] : list.all()) {
        require(ban.network.empty() || ban.network.find('/') != std::string::npos || list.by_address(ban.network),
                "a banned address is found");
        require(ban.token.empty() || list.by_token(ban.token), "a banned token is found");
    }
    while (!list.all().empty())
        require(list.lift(list.all().begin()->first), "a ban can be lifted");
    require(!list.has_tokens(), "nothing is left of it");
}

void check_reason(std::string_view payload) {
    try {
        const auto reason = reports::read_reason(payload);
        require(reason.size() <= 800 &&
                    std::none_of(reason.begin(), reason.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }),
                "a reason is one short line");
    } catch (const Error &) { // what is none is refused
    }
}

} // namespace

void run(std::string_view input) {
    check_network(input);
    check_file(input);
    check_reason(input);
}

} // namespace callbooth::fuzz
