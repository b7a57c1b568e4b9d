// SPDX-License-Identifier: MIT
#include "line.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace callbooth::matchmaker {

/// The best of those who are offered.
class Line::Choice {
public:
    explicit Choice(const Person &person) : person_(person) {}

    void offer(Person &other) {
        if (&other == &person_ || other.wishes.block(person_.id) || person_.wishes.block(other.id))
            return;
        const bool known = other.id == person_.last || other.last == person_.id;
        const std::tuple rank(known, !satisfied(person_.wishes, other.wishes), other.number);
        if (best_ != nullptr && rank_ <= rank)
            return;
        best_ = &other;
        rank_ = rank;
    }
    Person *best() const { return best_; }

private:
    const Person &person_;
    Person *best_ = nullptr;
    std::tuple<bool, bool, uint64_t> rank_;
};

std::string Line::key(const std::string &tag, const std::string &language) { return tag + '\n' + language; }

std::vector<std::string> Line::own_keys(const Person &person) {
    const auto &[tags, language, blocked] = person.wishes;
    if (tags.empty())
        return {key("", language)};
    std::vector<std::string> keys;
    keys.reserve(tags.size());
    for (const auto &tag : tags)
        keys.push_back(key(tag, language));
    return keys;
}

// Two patient ones satisfy each other when their languages are the same, none included, and they share a tag or both
// have none: then they have a key in common. One who is open is taken by a patient one who wishes no more than he has.
std::vector<std::string> Line::sought_keys(const Person &person) {
    if (person.patient)
        return own_keys(person);
    const auto &language = person.wishes.language;
    std::vector<std::string> keys;
    for (const auto &tag : person.wishes.tags)
        keys.push_back(key(tag, ""));
    if (language.empty())
        return keys;
    for (const auto &tag : person.wishes.tags)
        keys.push_back(key(tag, language));
    keys.push_back(key("", language));
    return keys;
}

std::optional<Pair> Line::ask(const std::string &id, Wishes wishes, Time now, Via via, CallKinds kinds) {
    Person &person = people_[id];
    if (person.place)
        remove(person);
    else
        join(person, now);
    person.id = id;
    person.via = via;
    person.kinds = kinds;
    person.wishes = std::move(wishes);
    person.patient = person.wishes.any() && now < person.joined + patience_;
    file(person);
    return match(person, now);
}

void Line::join(Person &person, Time now) {
    person.joined = now;
    person.number = ++joined_;
    person.place = waiting_.insert(waiting_.end(), &person);
    if (in_time_ == waiting_.end())
        in_time_ = *person.place;
}

void Line::file(Person &person) {
    auto &[patient, open] = shelves_[person.kinds];
    if (!person.patient)
        return open.push_back(&person);
    for (const auto &key : own_keys(person))
        patient[key].push_back(&person);
}

void Line::remove(Person &person) {
    auto &[patient, open] = shelves_[person.kinds];
    if (!person.patient) {
        std::erase(open, &person);
        return;
    }
    for (const auto &key : own_keys(person)) {
        const auto found = patient.find(key);
        std::erase(found->second, &person);
        if (found->second.empty())
            patient.erase(found);
    }
}

void Line::offer(Choice &choice, const Shelf &shelf, const Person &person) {
    for (const auto &key : sought_keys(person))
        if (const auto found = shelf.patient.find(key); found != shelf.patient.end())
            for (Person *other : found->second)
                choice.offer(*other);
    for (Person *other : shelf.open)
        if (!person.patient || satisfied(person.wishes, other->wishes))
            choice.offer(*other);
}

std::optional<Pair> Line::match(Person &person, Time now) {
    Choice choice(person);
    for (const auto &[kinds, shelf] : shelves_)
        if ((kinds & person.kinds) != 0)
            offer(choice, shelf, person);
    Person *partner = choice.best();
    if (partner == nullptr)
        return {};
    const auto &[ours, theirs] = std::tie(person.wishes, partner->wishes);
    Pair pair{person.id, partner->id, common_tags(ours, theirs), ours.language == theirs.language ? ours.language : ""};
    if (ours.any() || theirs.any())
        pair.kind = satisfied(ours, theirs) && satisfied(theirs, ours) ? Pair::Kind::wished : Pair::Kind::fallback;
    pair.waited = now - std::min(person.joined, partner->joined);
    pair.asker_wishes = step_out(person);
    pair.partner_wishes = step_out(*partner);
    person.last = pair.partner;
    partner->last = pair.asker;
    return pair;
}

std::optional<Time> Line::next() const {
    return in_time_ == waiting_.end() ? std::nullopt : std::optional((*in_time_)->joined + patience_);
}

std::vector<Pair> Line::tick(Time now) {
    std::vector<Pair> pairs;
    while (in_time_ != waiting_.end() && (*in_time_)->joined + patience_ <= now) {
        Person &person = **in_time_++;
        if (!person.patient)
            continue;
        remove(person);
        person.patient = false;
        file(person);
        if (auto pair = match(person, now))
            pairs.push_back(std::move(*pair));
    }
    return pairs;
}

Wishes Line::step_out(Person &person) {
    if (!person.place)
        return {};
    remove(person);
    if (in_time_ == *person.place)
        ++in_time_;
    waiting_.erase(*person.place);
    person.place.reset();
    return std::exchange(person.wishes, {});
}

void Line::step_out(std::string_view id) {
    if (const auto found = people_.find(id); found != people_.end())
        step_out(found->second);
}

void Line::met(std::string_view id) {
    if (const auto found = people_.find(id); found != people_.end() && found->second.via == Via::http)
        step_out(found->second);
}

void Line::leave(std::string_view id) {
    const auto found = people_.find(id);
    if (found == people_.end())
        return;
    step_out(found->second);
    people_.erase(found);
}

std::optional<std::chrono::duration<double>> Line::waited(std::string_view id, Time now) const {
    const auto found = people_.find(id);
    if (found == people_.end() || !found->second.place)
        return {};
    return now - found->second.joined;
}

bool Line::waits(std::string_view id) const {
    const auto found = people_.find(id);
    return found != people_.end() && found->second.place.has_value();
}

} // namespace callbooth::matchmaker
