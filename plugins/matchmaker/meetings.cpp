// SPDX-License-Identifier: MIT
#include "meetings.hpp"

#include <tuple>

namespace callbooth::matchmaker {
namespace {

/// Sets a flag for as long as it lives.
class Flag {
public:
    explicit Flag(bool &flag) : flag_(flag) { flag_ = true; }
    Flag(const Flag &) = delete;
    Flag &operator=(const Flag &) = delete;
    ~Flag() { flag_ = false; }

private:
    bool &flag_;
};

} // namespace

Subscription Meetings::open(Door &door) {
    return Subscription([this, &door, alive = std::weak_ptr(guests_)] {
        if (alive.expired())
            return;
        for (const auto &id : guests_->all_of(door))
            drop(id);
        tell_parted();
    });
}

std::string Meetings::id_for(std::string_view peer) const {
    const std::string id(peer);
    const bool is_ours = settings_.trust_doors && (is_guest(id) || peers_->connected(id));
    return is_ours ? id : Guests::foreign_id(peer);
}

// A peer of ours that is not connected waits on, and cannot be called.
CallKinds Meetings::kinds_of(const std::string &id) const {
    if (Guests::is_foreign(id))
        return bit(CallKind::foreign);
    return peers_->connected(id) ? bit(CallKind::peerjs) : 0;
}

bool Meetings::look(Door &door, std::string_view client, std::string_view peer) {
    const auto id = id_for(peer);
    if (messenger_.listens(id)) // one that has proved its id
        return false;
    const auto former = guests_->id_of(door, client);
    if (former && *former != id)
        drop(*former);
    if (!line_.waits(id))
        part(id);
    guests_->enter(id, {&door, std::string(client), std::string(peer)});
    unreached_.erase(id);
    const bool called = search(id);
    tell_parted();
    return called;
}

bool Meetings::search(const std::string &id) {
    while (auto pair = line_.ask(id, {}, now(), Via::signaling, kinds_of(id)))
        if (introduce(*pair, false))
            return pair->partner_calls;
    return false;
}

void Meetings::leave(Door &door, std::string_view client) {
    if (const auto id = guests_->id_of(door, client))
        drop(*id);
    tell_parted();
}

void Meetings::drop(const std::string &id) {
    guests_->erase(id);
    unreached_.erase(id);
    if (peers_->connected(id))
        line_.step_out(id); // it may come to another door, and remembers its last partner
    else
        line_.leave(id);
    part(id);
}

std::optional<Pair> Meetings::ask(const std::string &id, const Wishes &wishes, Via via, bool by_answer) {
    if (!line_.waits(id) && pairs_.knows(id))
        part(id);
    if (!by_answer)
        guests_->erase(id);
    auto pair = line_.ask(id, wishes, now(), via, kinds_of(id));
    while (pair && !introduce(*pair, by_answer))
        pair = line_.ask(id, wishes, now(), via, kinds_of(id));
    tell_parted();
    return pair;
}

/// Of two who can be told, the one that waited at another door calls, or is with a guest: so it is in a queue.
void Meetings::decide_who_calls(Pair &pair, bool by_answer) const {
    const bool with_guest = is_guest(pair.asker) || is_guest(pair.partner);
    pair.partner_calls = !by_answer && with_guest && is_told(pair.partner);
}

bool Meetings::introduce(Pair &pair, bool by_answer) {
    part(pair.asker);
    part(pair.partner);
    decide_who_calls(pair, by_answer);
    if (!Guests::is_foreign(pair.asker))
        peers_->matched.emit(pair.asker, pair.partner);
    const bool partner_knows = is_told(pair.partner);
    if (!tell(pair, false))
        return false;
    ++counts.of_kind(pair.kind);
    counts.waits.observe(pair.waited.count());
    if (is_guest(pair.asker) || is_guest(pair.partner))
        pairs_.join(pair.asker, true, pair.partner, partner_knows);
    // A peer whose partner was not told asks again when no call comes; a guest is told.
    if (!by_answer && !tell(pair, true))
        part(pair.asker);
    return true;
}

bool Meetings::tell(Pair &pair, bool to_asker) {
    const auto &[id, other] = to_asker ? std::tie(pair.asker, pair.partner) : std::tie(pair.partner, pair.asker);
    const Guest *found = guests_->find(id);
    if (found == nullptr)
        return messenger_.tell(pair, to_asker);
    const Guest guest = *found;
    const bool told = guest.door->meet(guest.client, {Guests::peer_of(other), to_asker != pair.partner_calls});
    if (!told)
        unreached_.insert(id);
    return told;
}

void Meetings::part(const std::string &id) {
    const auto other = pairs_.part(id);
    if (other && is_guest(*other))
        parted_.emplace_back(*other, id);
}

void Meetings::dissolve(const std::string &id) {
    const auto other = pairs_.part(id);
    if (!other)
        return;
    for (const auto &[one, gone] : {std::pair(*other, id), std::pair(id, *other)})
        if (is_guest(one))
            parted_.emplace_back(one, gone);
}

// A door that is told may look for its client at once, which may part others.
void Meetings::tell_parted() {
    if (telling_)
        return;
    const Flag telling(telling_); // also when a door throws
    while (!parted_.empty()) {
        const auto [id, gone] = parted_.front();
        parted_.pop_front();
        const Guest *found = guests_->find(id);
        if (found == nullptr || waits_or_is_paired(id))
            continue;
        const Guest guest = *found;
        guest.door->part(guest.client, Guests::peer_of(gone));
    }
}

void Meetings::joined(const std::string &id) {
    absent_.erase(id);
    const auto foreign = Guests::foreign_id(id);
    const Guest *early = settings_.trust_doors ? guests_->find(foreign) : nullptr;
    if (early != nullptr && line_.waits(foreign)) { // it looked before it was connected
        const Guest guest = *early;
        drop(foreign);
        guests_->enter(id, guest);
        search(id);
    } else if (is_guest(id) && line_.waits(id)) {
        search(id);
    }
    tell_parted();
}

void Meetings::left(const std::string &id) {
    const bool may_return = pairs_.has_met(id); // a call goes on without signaling
    if (!is_guest(id)) {
        line_.leave(id);
        if (may_return)
            absent_[id] = now();
    } else if (line_.waits(id)) { // its door says whether it is gone
        search(id);
    }
    if (!may_return)
        dissolve(id);
    tell_parted();
}

void Meetings::met(const std::string &id, const std::string &other) {
    line_.met(id);
    line_.met(other);
    pairs_.met(id, other);
}

void Meetings::tick(Time now) {
    for (auto &pair : line_.tick(now))
        if (!introduce(pair, false))
            ask(pair.asker, pair.asker_wishes, Via::signaling); // only those who listen have patience
    tell_parted();
}

void Meetings::retry(Time now) {
    for (const auto &id : std::exchange(unreached_, {}))
        if (is_guest(id) && !waits_or_is_paired(id))
            search(id);
    std::erase_if(absent_, [&](const auto &entry) {
        const bool over = entry.second + settings_.absence <= now;
        if (over)
            part(entry.first);
        return over;
    });
    tell_parted();
}

} // namespace callbooth::matchmaker
