// SPDX-License-Identifier: MIT
#include "rooms.hpp"

#include <utility>

namespace callbooth::queue {

std::optional<Member> Rooms::join(Member member) {
    Place &own = places_[member.socket];
    own.member = std::move(member);
    if (waiting_.empty() || places_.at(waiting_.front()).member.peer == own.member.peer) {
        own.waiting = waiting_.insert(waiting_.end(), own.member.socket);
        return {};
    }
    Place &host = places_.at(waiting_.front());
    waiting_.pop_front();
    own.partner = host.member.socket;
    host.partner = own.member.socket;
    return host.member;
}

std::optional<Member> Rooms::leave(const std::string &socket) {
    const auto place = places_.extract(socket);
    if (place.empty())
        return {};
    if (place.mapped().partner.empty()) {
        waiting_.erase(place.mapped().waiting);
        return {};
    }
    return places_.extract(place.mapped().partner).mapped().member;
}

const Member *Rooms::find(const std::string &socket) const {
    const auto found = places_.find(socket);
    return found == places_.end() ? nullptr : &found->second.member;
}

bool Rooms::waits(const std::string &socket) const {
    const auto found = places_.find(socket);
    return found != places_.end() && found->second.partner.empty();
}

} // namespace callbooth::queue
