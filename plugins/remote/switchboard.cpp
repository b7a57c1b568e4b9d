// SPDX-License-Identifier: MIT
#include "switchboard.hpp"

#include <callbooth/util/glib.hpp>

namespace callbooth::remote {
namespace {

constexpr size_t address_length = 32;

std::string address_of(const std::string &secret) {
    const Handle<char> hash(g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret.c_str(), -1));
    return std::string(hash.get()).substr(0, address_length);
}

} // namespace

void Switchboard::attend(const std::string &booth, const std::string &secret) {
    const std::string address = address_of(secret);
    if (const auto own = addresses_.find(booth); own != addresses_.end())
        booths_.erase(own->second);
    if (const auto former = booths_.find(address); former != booths_.end())
        addresses_.erase(former->second);
    booths_[address] = booth;
    addresses_[booth] = address;
}

std::vector<std::string> Switchboard::leave(const std::string &booth) {
    const auto attended = addresses_.find(booth);
    if (attended == addresses_.end())
        return {};
    booths_.erase(attended->second);
    addresses_.erase(attended);
    std::vector<std::string> phones;
    for (const auto &[phone, other] : calls_)
        if (other == booth)
            phones.push_back(phone);
    for (const auto &phone : phones)
        calls_.erase(phone);
    return phones;
}

std::optional<std::string> Switchboard::booth_for(const std::string &phone, const std::string &address) {
    const auto found = booths_.find(address);
    if (found == booths_.end())
        return {};
    const auto [call, is_new] = calls_.try_emplace(phone, found->second);
    return call->second == found->second ? std::optional(found->second) : std::nullopt;
}

bool Switchboard::talks(const std::string &booth, const std::string &phone) const {
    const auto call = calls_.find(phone);
    return call != calls_.end() && call->second == booth;
}

std::string Switchboard::hang_up(const std::string &phone) {
    const auto call = calls_.find(phone);
    if (call == calls_.end())
        return {};
    std::string booth = call->second;
    calls_.erase(call);
    return booth;
}

} // namespace callbooth::remote
