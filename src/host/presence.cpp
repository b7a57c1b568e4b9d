// SPDX-License-Identifier: MIT
#include "host/presence.hpp"

#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::host {

Subscription PresenceList::add(Crowd &crowd) {
    for (const Crowd *other : state_->crowds)
        if (other->kind() == crowd.kind())
            throw Error(fmt::format("there is a crowd '{}' already", crowd.kind()));
    state_->crowds.push_back(&crowd);
    auto gauge = std::make_shared<Subscription>(
        metrics_.gauge({"callbooth_presence", "visitors who are connected, by protocol", {{"kind", crowd.kind()}}},
                       [&crowd] { return crowd.size(); }));
    return Subscription([state = std::weak_ptr(state_), &crowd, gauge = std::move(gauge)] {
        if (const auto alive = state.lock())
            std::erase(alive->crowds, &crowd);
    });
}

Subscription PresenceList::guard(Guard guard) {
    auto entry = std::make_shared<const Guard>(std::move(guard));
    state_->guards.push_back(entry);
    return Subscription([state = std::weak_ptr(state_), entry] {
        if (const auto alive = state.lock())
            alive->guards.remove(entry);
    });
}

std::optional<Expulsion> PresenceList::check(const Visitor &visitor) const {
    const auto guards = state_->guards; // one may end its subscription
    for (const auto &guard : guards)
        if (auto expulsion = (*guard)(visitor))
            return expulsion;
    return {};
}

Subscription PresenceList::describe(Describer describer) {
    auto entry = std::make_shared<const Describer>(std::move(describer));
    state_->describers.push_back(entry);
    return Subscription([state = std::weak_ptr(state_), entry] {
        if (const auto alive = state.lock())
            alive->describers.remove(entry);
    });
}

VisitorFacts PresenceList::facts(const Visitor &visitor) const {
    VisitorFacts facts;
    for (const auto &describer : state_->describers)
        (*describer)(visitor, facts);
    return facts;
}

} // namespace callbooth::host
