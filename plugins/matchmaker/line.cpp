// SPDX-License-Identifier: MIT
#include "line.hpp"

namespace callbooth::matchmaker {

void Line::join(const std::string &id) {
    Person &person = people_[id];
    if (!person.place)
        person.place = waiting_.insert(waiting_.end(), id);
}

std::optional<std::string> Line::match(std::string_view id) {
    const auto found = people_.find(id);
    if (found == people_.end() || !found->second.place)
        return {};
    Person &person = found->second;
    Person *partner = choose(id, person);
    if (partner == nullptr)
        return {};
    std::string name = **partner->place;
    step_out(*partner);
    step_out(person);
    partner->last = id;
    person.last = name;
    return name;
}

Line::Person *Line::choose(std::string_view id, const Person &person) {
    Person *known = nullptr;
    int looked_at = 0;
    for (const auto &other : waiting_) {
        if (other == id)
            continue;
        Person &candidate = people_.find(other)->second;
        if (other != person.last && candidate.last != id)
            return &candidate;
        if (known == nullptr)
            known = &candidate;
        if (++looked_at == look_ahead)
            break;
    }
    return known;
}

void Line::step_out(Person &person) {
    if (person.place)
        waiting_.erase(*person.place);
    person.place.reset();
}

void Line::step_out(std::string_view id) {
    if (const auto found = people_.find(id); found != people_.end())
        step_out(found->second);
}

void Line::leave(std::string_view id) {
    const auto found = people_.find(id);
    if (found == people_.end())
        return;
    step_out(found->second);
    people_.erase(found);
}

bool Line::waits(std::string_view id) const {
    const auto found = people_.find(id);
    return found != people_.end() && found->second.place.has_value();
}

} // namespace callbooth::matchmaker
