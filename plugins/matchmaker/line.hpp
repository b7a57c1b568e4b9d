// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wishes.hpp"
#include <callbooth/services/waiting_line.hpp>

namespace callbooth::matchmaker {

using Time = std::chrono::steady_clock::time_point;

/// Two who meet.
struct Pair {
    enum class Kind {
        plain,    ///< neither wished anything
        wished,   ///< each is what the other wished
        fallback, ///< somebody waited in vain for what was wished
    };
    std::string asker; ///< calls, unless `partner_calls`
    std::string partner;
    std::vector<std::string> tags; ///< that both have
    std::string language;          ///< that both wish; else empty
    Kind kind = Kind::plain;
    std::chrono::duration<double> waited{}; ///< the longer of the two
    Wishes asker_wishes = {};
    Wishes partner_wishes = {};
    bool partner_calls = false;
};

/// How somebody asks, and hears of a partner.
enum class Via {
    http,     ///< again and again: is in the line again soon after leaving it unasked
    signaling ///< once, with FIND: waits until there is a partner, or until it says otherwise
};

/// The waiting line: who meets whom. Nobody meets himself, nobody is in it twice, nobody meets whom either has blocked.
/// Who wishes something waits for it for a while (is *patient*), then takes anybody (is *open*), as those who wish
/// nothing do from the start. Only those meet who have a kind of call in common. First somebody new, then somebody as
/// wished, then whoever came first.
///
/// Two who would take each other never wait beside each other. So those who are open and have the same kinds of calls
/// block each other in pairs, and so do the patient ones of the same wish: as each can block 64, there are never more
/// than 129 of a sort to look at, whatever the crowd.
class Line {
public:
    /// `patience`: for how long wishes count, from joining on.
    explicit Line(std::chrono::milliseconds patience) : patience_(patience) {}
    Line(const Line &) = delete;
    Line &operator=(const Line &) = delete;

    /// A partner for `id`, and both leave the line; else `id` waits from now on. Who waits already keeps the place, and
    /// wishes anew.
    std::optional<Pair> ask(const std::string &id, Wishes wishes, Time now, Via via = Via::http,
                            CallKinds kinds = bit(CallKind::peerjs));
    /// When somebody's patience ends; nothing while nobody has any.
    std::optional<Time> next() const;
    /// Those whose patience has ended take anybody.
    std::vector<Pair> tick(Time now);
    /// `id` waits no more: it has found somebody, or looks no longer.
    void step_out(std::string_view id);
    /// A call with `id` was answered. Ends the wait of who asked over HTTP, and may have asked again before the call
    /// came. Nobody is taken out who asked over signaling: the answer may belong to the call before, and who waits
    /// there would wait for ever.
    void met(std::string_view id);
    /// `id` is gone: it waits no more, and its last partner is forgotten.
    void leave(std::string_view id);

    bool waits(std::string_view id) const;
    /// For how long `id` has waited; nullopt when it does not.
    std::optional<std::chrono::duration<double>> waited(std::string_view id, Time now) const;
    size_t size() const { return waiting_.size(); }

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    struct Person {
        std::string id;
        std::string last; ///< the last partner's id; empty before the first
        Wishes wishes;
        Time joined;
        uint64_t number = 0; ///< grows from one who joins to the next
        bool patient = false;
        Via via = Via::http;
        CallKinds kinds = 0;
        std::optional<std::list<Person *>::iterator> place; ///< in the line
    };
    /// Those of the same kinds of calls who wait.
    struct Shelf {
        std::unordered_map<std::string, std::vector<Person *>> patient;
        std::vector<Person *> open;
    };
    class Choice;

    static std::string key(const std::string &tag, const std::string &language);
    /// Under which a patient person is found.
    static std::vector<std::string> own_keys(const Person &person);
    /// Under which those patient ones are found who take this person and are taken.
    static std::vector<std::string> sought_keys(const Person &person);
    void join(Person &person, Time now);
    void file(Person &person);
    void remove(Person &person);
    /// Offers all on the shelf whom the person would take and who would take the person.
    static void offer(Choice &choice, const Shelf &shelf, const Person &person);
    /// Returns what the person wished.
    Wishes step_out(Person &person);
    std::optional<Pair> match(Person &person, Time now);

    const std::chrono::milliseconds patience_;
    std::unordered_map<std::string, Person, Hash, std::equal_to<>> people_; ///< waiting, or there and has met somebody
    std::list<Person *> waiting_;                                           ///< as they joined
    std::list<Person *>::iterator in_time_ = waiting_.end();                ///< the first whose patience has not ended
    std::map<CallKinds, Shelf> shelves_;
    uint64_t joined_ = 0;
};

} // namespace callbooth::matchmaker
