// SPDX-License-Identifier: MIT
/// The matchmaker's line in the plainest words: everybody looks at everybody.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "matchmaker/line.hpp"

namespace callbooth::test {

class LineModel {
public:
    using Time = matchmaker::Time;
    using Wishes = matchmaker::Wishes;
    struct Person {
        std::string id;
        Wishes wishes;
        Time joined;
        bool open; ///< takes anybody
        matchmaker::Via via;
        CallKinds kinds;
    };

    explicit LineModel(std::chrono::milliseconds patience) : patience_(patience) {}

    /// The partner; empty when `id` waits.
    std::string ask(const std::string &id, const Wishes &wishes, Time now, matchmaker::Via via = matchmaker::Via::http,
                    CallKinds kinds = bit(CallKind::peerjs)) {
        auto place = find(id);
        if (place == waiting.end())
            place = waiting.insert(waiting.end(), {id, {}, now, false, via, kinds});
        place->wishes = wishes;
        place->via = via;
        place->kinds = kinds;
        place->open = !wishes.any() || now >= place->joined + patience_;
        return match(id);
    }
    /// Who asks when the time comes, and whom each meets.
    std::vector<std::pair<std::string, std::string>> tick(Time now) {
        std::vector<std::pair<std::string, std::string>> pairs;
        for (const auto &person : std::vector(waiting)) {
            const auto place = find(person.id);
            if (place == waiting.end() || place->open || now < place->joined + patience_)
                continue;
            place->open = true;
            if (auto partner = match(person.id); !partner.empty())
                pairs.emplace_back(person.id, std::move(partner));
        }
        return pairs;
    }
    void step_out(const std::string &id) {
        std::erase_if(waiting, [&](const Person &person) { return person.id == id; });
    }
    void met(const std::string &id) {
        std::erase_if(waiting,
                      [&](const Person &person) { return person.id == id && person.via == matchmaker::Via::http; });
    }
    void leave(const std::string &id) {
        step_out(id);
        last_.erase(id);
    }

    static bool as_wished(const Wishes &wishes, const Wishes &other) {
        const bool tag = std::any_of(wishes.tags.begin(), wishes.tags.end(), [&](const auto &one) {
            return std::find(other.tags.begin(), other.tags.end(), one) != other.tags.end();
        });
        return (wishes.tags.empty() || tag) && (wishes.language.empty() || wishes.language == other.language);
    }
    static bool takes(const Person &a, const Person &b) {
        const auto &blocked = a.wishes.blocked;
        return a.id != b.id && (a.kinds & b.kinds) != 0 &&
               std::find(blocked.begin(), blocked.end(), b.id) == blocked.end() &&
               (a.open || as_wished(a.wishes, b.wishes));
    }
    /// Nobody waits beside a partner that both would take.
    bool settled() const {
        for (const auto &a : waiting)
            for (const auto &b : waiting)
                if (takes(a, b) && takes(b, a))
                    return false;
        return true;
    }

    std::vector<Person> waiting; ///< as they joined

private:
    std::vector<Person>::iterator find(const std::string &id) {
        return std::find_if(waiting.begin(), waiting.end(), [&](const Person &person) { return person.id == id; });
    }
    std::string match(const std::string &id) {
        const Person asker = *find(id);
        std::vector<std::tuple<bool, bool, size_t>> ranks;
        for (size_t i = 0; i < waiting.size(); ++i)
            if (const auto &other = waiting[i]; takes(asker, other) && takes(other, asker))
                ranks.emplace_back(last_[id] == other.id || last_[other.id] == id,
                                   !as_wished(asker.wishes, other.wishes), i);
        if (ranks.empty())
            return {};
        const auto partner = waiting[std::get<2>(*std::min_element(ranks.begin(), ranks.end()))].id;
        step_out(id);
        step_out(partner);
        last_[id] = partner;
        last_[partner] = id;
        return partner;
    }

    std::chrono::milliseconds patience_;
    std::map<std::string, std::string> last_;
};

} // namespace callbooth::test
