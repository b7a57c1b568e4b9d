// SPDX-License-Identifier: MIT
#include "guests.hpp"

namespace callbooth::matchmaker {

void Guests::enter(const std::string &id, Guest guest) {
    if (const auto former = id_of(*guest.door, guest.client))
        erase(*former);
    erase(id);
    doors_[guest.door].insert_or_assign(guest.client, id);
    guests_.insert_or_assign(id, std::move(guest));
}

const Guests::Guest *Guests::find(const std::string &id) const {
    const auto found = guests_.find(id);
    return found == guests_.end() ? nullptr : &found->second;
}

std::optional<std::string> Guests::id_of(const WaitingLine::Door &door, std::string_view client) const {
    const auto clients = doors_.find(&door);
    if (clients == doors_.end())
        return {};
    const auto found = clients->second.find(std::string(client));
    return found == clients->second.end() ? std::nullopt : std::optional(found->second);
}

void Guests::erase(const std::string &id) {
    const auto guest = guests_.extract(id);
    if (guest.empty())
        return;
    const auto clients = doors_.find(guest.mapped().door);
    clients->second.erase(guest.mapped().client);
    if (clients->second.empty())
        doors_.erase(clients);
}

std::vector<std::string> Guests::all_of(const WaitingLine::Door &door) const {
    std::vector<std::string> ids;
    if (const auto clients = doors_.find(&door); clients != doors_.end())
        for (const auto &[client, id] : clients->second)
            ids.push_back(id);
    return ids;
}

void Pairs::join(const std::string &id, bool id_knows, const std::string &other, bool other_knows) {
    members_[id] = {other, id_knows};
    members_[other] = {id, other_knows};
}

void Pairs::met(const std::string &id, const std::string &other) {
    const auto found = members_.find(id);
    if (found == members_.end() || found->second.partner != other)
        return;
    for (const auto &member : {id, other})
        members_[member].knows = members_[member].met = true;
}

std::optional<std::string> Pairs::part(const std::string &id) {
    const auto member = members_.extract(id);
    if (member.empty())
        return {};
    members_.erase(member.mapped().partner);
    return member.mapped().partner;
}

bool Pairs::knows(const std::string &id) const {
    const auto found = members_.find(id);
    return found != members_.end() && found->second.knows;
}

bool Pairs::has_met(const std::string &id) const {
    const auto found = members_.find(id);
    return found != members_.end() && found->second.met;
}

} // namespace callbooth::matchmaker
