// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace callbooth::matchmaker {

/// The waiting line. First come, first served; nobody meets himself; nobody is in it twice. Somebody new is preferred
/// over the last partner, when there is one among the first few. Every operation takes the same time, whatever the
/// crowd.
class Line {
public:
    /// `id` waits from now on; who waits already keeps the place.
    void join(const std::string &id);
    /// A partner for `id`, which waits; both leave the line. Nothing when nobody else waits.
    std::optional<std::string> match(std::string_view id);
    /// `id` waits no more: it has found somebody. Who is given a partner hears of it only when that one calls, and may
    /// have asked again meanwhile.
    void step_out(std::string_view id);
    /// `id` is gone: it waits no more, and its last partner is forgotten.
    void leave(std::string_view id);

    bool waits(std::string_view id) const;
    size_t size() const { return waiting_.size(); }

private:
    /// How far from the front somebody new is looked for.
    static constexpr int look_ahead = 8;

    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    struct Person {
        std::string last;                                      ///< the last partner's id; empty before the first
        std::optional<std::list<std::string>::iterator> place; ///< in the line
    };
    using People = std::unordered_map<std::string, Person, Hash, std::equal_to<>>;

    /// The one to meet, or null.
    Person *choose(std::string_view id, const Person &person);
    void step_out(Person &person);

    People people_; ///< who waits, and who has met somebody and is still there
    std::list<std::string> waiting_;
};

} // namespace callbooth::matchmaker
