// SPDX-License-Identifier: MIT
/// Who is connected, as a test tells it; notes what they are told.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/error.hpp>
#include <callbooth/services/peers.hpp>

namespace callbooth::test {

/// Must outlive the subscriptions that it handed out.
class FakePeers final : public Peers {
public:
    explicit FakePeers(const std::vector<std::string> &ids = {"a", "b", "c"}) {
        for (const auto &id : ids)
            join(id);
    }

    bool connected(std::string_view id) const override { return peers_.find(id) != peers_.end(); }
    bool proves(std::string_view id, std::string_view token) const override {
        const auto known = claim(id);
        return known && known->token == token;
    }
    std::optional<Visitor> claim(std::string_view id) const override {
        const auto found = peers_.find(id);
        return found == peers_.end() ? std::nullopt : std::optional(found->second);
    }
    size_t size() const override { return peers_.size(); }
    Subscription handle(std::string type, Handler handler) override {
        if (!handlers_.try_emplace(type, std::move(handler)).second)
            throw Error(type + " is taken");
        return Subscription([this, type] { handlers_.erase(type); });
    }
    bool tell(std::string_view id, std::string_view text) override {
        if (!connected(id) || full.contains(std::string(id)))
            return false;
        told[std::string(id)].emplace_back(text);
        return true;
    }

    /// With the token `token of ID`.
    void join(const std::string &id, const std::string &address = "192.0.2.1") {
        peers_[id] = {id, "token of " + id, address};
        joined.emit(id);
    }
    void leave(const std::string &id) {
        peers_.erase(id);
        left.emit(id);
    }
    /// `id` says something to the server.
    void say(const std::string &id, const std::string &type, std::string_view payload = {}, std::string_view dst = {}) {
        handlers_.at(type)(id, dst, payload);
    }
    /// What `id` was told since the last look.
    std::vector<std::string> take(const std::string &id) { return std::exchange(told[id], {}); }

    std::map<std::string, std::vector<std::string>> told;
    std::set<std::string> full; ///< take no message

private:
    std::map<std::string, Visitor, std::less<>> peers_;
    std::map<std::string, Handler> handlers_;
};

} // namespace callbooth::test
