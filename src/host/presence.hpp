// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>
#include <vector>

#include <callbooth/services/metrics.hpp>
#include <callbooth/services/presence.hpp>

namespace callbooth::host {

/// The program's Presence.
class PresenceList final : public Presence {
public:
    explicit PresenceList(Metrics &metrics) : metrics_(metrics) {}

    Subscription add(Crowd &crowd) override;
    const std::vector<Crowd *> &crowds() const override { return state_->crowds; }
    Subscription guard(Guard guard) override;
    std::optional<Expulsion> check(const Visitor &visitor) const override;
    Subscription describe(Describer describer) override;
    VisitorFacts facts(const Visitor &visitor) const override;

private:
    /// What subscriptions refer to, as long as it is there.
    struct State {
        std::vector<Crowd *> crowds;
        std::list<std::shared_ptr<const Guard>> guards;
        std::list<std::shared_ptr<const Describer>> describers;
    };

    Metrics &metrics_;
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

} // namespace callbooth::host
