// SPDX-License-Identifier: MIT
/// Who is connected over one protocol, as a test tells it; notes what they are told.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/services/presence.hpp>
#include <fmt/format.h>

namespace callbooth::test {

class FakeCrowd final : public Crowd {
public:
    explicit FakeCrowd(std::string kind) : kind_(std::move(kind)) {}

    const std::string &kind() const override { return kind_; }
    size_t size() const override { return visitors_.size(); }
    std::vector<Attendee> list() const override {
        std::vector<Attendee> all;
        for (const auto &[id, visitor] : visitors_)
            all.push_back({visitor, since_});
        return all;
    }
    std::optional<Attendee> find(std::string_view id) const override {
        const auto found = visitors_.find(id);
        return found == visitors_.end() ? std::nullopt : std::optional(Attendee{found->second, since_});
    }
    bool notify(std::string_view id, std::string_view text) override {
        if (!visitors_.contains(id))
            return false;
        told[std::string(id)].emplace_back(text);
        return true;
    }
    bool expel(std::string_view id, const Expulsion &why) override {
        if (!notify(id, text_of(why)))
            return false;
        visitors_.erase(visitors_.find(id));
        return true;
    }

    /// With the token `token of ID`; it has been here for 90.5 s.
    void join(const std::string &id, const std::string &address = "192.0.2.1") {
        visitors_[id] = {id, "token of " + id, address, kind_};
    }
    /// The reason, and `(banned for N s)`; empty for none.
    static std::string text_of(const std::optional<Expulsion> &why) {
        if (!why)
            return "";
        return why->banned.count() == 0 ? why->reason
                                        : fmt::format("{} (banned for {} s)", why->reason, why->banned.count());
    }
    /// What `id` was told since the last look: notices, and why it was expelled.
    std::vector<std::string> take(const std::string &id) { return std::exchange(told[id], {}); }

    std::map<std::string, std::vector<std::string>> told;

private:
    const std::string kind_;
    const std::chrono::steady_clock::time_point since_ =
        std::chrono::steady_clock::now() - std::chrono::milliseconds(90500);
    std::map<std::string, Visitor, std::less<>> visitors_;
};

} // namespace callbooth::test
