// SPDX-License-Identifier: MIT
/// A Presence with one crowd, whose members a test names.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/fake_crowd.hpp"

namespace callbooth::test {

/// Must outlive the subscriptions that it handed out.
class FakePresence final : public Presence {
public:
    explicit FakePresence(const std::vector<std::string> &ids = {"a", "b", "c"}) {
        for (const auto &id : ids)
            crowd.join(id);
    }

    Subscription add(Crowd &) override { return {}; }
    const std::vector<Crowd *> &crowds() const override { return crowds_; }
    Subscription describe(Describer) override { return {}; }
    VisitorFacts facts(const Visitor &) const override { return {}; }
    Subscription guard(Guard guard) override {
        guard_ = std::move(guard);
        return Subscription([this] { guard_ = nullptr; });
    }
    std::optional<Expulsion> check(const Visitor &visitor) const override {
        return guard_ ? guard_(visitor) : std::nullopt;
    }

    FakeCrowd crowd{"fake"};

private:
    const std::vector<Crowd *> crowds_{&crowd};
    Guard guard_;
};

} // namespace callbooth::test
