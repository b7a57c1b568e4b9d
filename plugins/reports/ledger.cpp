// SPDX-License-Identifier: MIT
#include "ledger.hpp"

#include <algorithm>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>
#include <callbooth/util/text.hpp>

namespace callbooth::reports {

namespace {

constexpr size_t max_payload_bytes = 4096;
constexpr size_t max_reason_characters = 200;
constexpr size_t max_reports = 1000; // about one person; more do not make a difference

std::string message(const char *type, const Json::Object &payload) {
    return Json::Object{{"type", type}, {"payload", payload}}.dump();
}

/// Null when it is not JSON.
Json parse(std::string_view payload) {
    try {
        return Json::parse(payload, {.size = max_payload_bytes, .members = 16, .drop_deeper = true});
    } catch (const Error &) {
        return nullptr;
    }
}

} // namespace

void Acquaintances::matched(const Visitor &one, const Visitor &other, Time now) {
    part(one.id, now);
    part(other.id, now);
    add(one.id, other);
    add(other.id, one);
}

void Acquaintances::met(std::string_view one, std::string_view other, Time now) {
    for (auto *partner : {known(one, other), known(other, one)})
        if (partner != nullptr && !partner->met)
            partner->met = now;
}

void Acquaintances::left(const std::string &id, Time now) {
    part(id, now);
    partners_.erase(id);
}

void Acquaintances::part(const std::string &id, Time now) {
    const auto found = partners_.find(id);
    if (found == partners_.end())
        return;
    Partner &last = found->second.front();
    for (auto *partner : {&last, known(last.claim.id, id)})
        if (partner != nullptr && !partner->parted)
            partner->parted = now;
}

void Acquaintances::add(const std::string &id, const Visitor &partner) {
    auto &partners = partners_[id];
    std::erase_if(partners, [&](const Partner &one) { return one.claim.id == partner.id; });
    partners.push_front({partner, {}, {}});
    if (partners.size() > kept_)
        partners.pop_back();
}

Acquaintances::Partner *Acquaintances::known(std::string_view id, std::string_view partner) {
    const auto found = partners_.find(std::string(id));
    if (found == partners_.end())
        return nullptr;
    auto &partners = found->second;
    const auto place =
        std::find_if(partners.begin(), partners.end(), [&](const Partner &one) { return one.claim.id == partner; });
    return place == partners.end() ? nullptr : &*place;
}

const Acquaintances::Partner *Acquaintances::find(std::string_view id, std::string_view partner) {
    const auto *found = known(id, partner);
    return found != nullptr && found->met ? found : nullptr;
}

Ledger::Entry Ledger::add(const std::string &reported, const std::string &reporter, Time now) {
    const auto [entry, fresh] = people_.try_emplace(reported);
    Person &person = entry->second;
    if (fresh)
        person.place = by_age_.insert(by_age_.end(), reported);
    else
        by_age_.splice(by_age_.end(), by_age_, person.place);
    std::erase_if(person.reports, [&](const Report &report) { return report.time + window_ <= now; });
    const bool repeated = std::any_of(person.reports.begin(), person.reports.end(),
                                      [&](const Report &report) { return report.reporter == reporter; });
    if (!repeated && person.reports.size() < max_reports)
        person.reports.push_back({reporter, now});
    const Entry result{person.reports.size(), repeated};
    if (people_.size() > limit_)
        forget(std::string(by_age_.front()));
    return result;
}

size_t Ledger::reporters(const std::string &reported, Time now) const {
    const auto found = people_.find(reported);
    if (found == people_.end())
        return 0;
    const auto &reports = found->second.reports;
    return static_cast<size_t>(std::count_if(reports.begin(), reports.end(),
                                             [&](const Report &report) { return report.time > now - window_; }));
}

void Ledger::forget(const std::string &reported) {
    const auto found = people_.find(reported);
    if (found == people_.end())
        return;
    by_age_.erase(found->second.place);
    people_.erase(found);
}

std::string read_reason(std::string_view payload) {
    if (payload.empty() || payload == "null")
        return {};
    if (payload.size() > max_payload_bytes)
        throw Error("the payload has more than 4096 bytes");
    const auto json = parse(payload);
    if (!json.is(Json::Kind::object))
        throw Error("the payload is an object with a reason, which may be missing");
    const auto found = json.member("reason").value_or(nullptr);
    const auto reason = found.as<std::string>();
    if (!reason && !found.is(Json::Kind::null))
        throw Error("a reason is a text");
    return one_line(reason.value_or(""), max_reason_characters);
}

std::string reported_message(std::string_view peer) { return message("REPORTED", {{"peer", peer}}); }

std::string refused_message(std::string_view peer, std::string_view why) {
    return message("REPORT-ERROR", {{"peer", peer}, {"msg", why}});
}

} // namespace callbooth::reports
