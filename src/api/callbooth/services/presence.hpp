// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/event.hpp>
#include <callbooth/property.hpp>
#include <callbooth/service.hpp>

namespace callbooth {

/// Somebody who is connected, or asks to be, over any protocol.
struct Visitor {
    std::string id;           ///< unique within its kind
    std::string token;        ///< a secret that goes with the id; empty where the protocol has none
    std::string address = {}; ///< of the client, without port
    std::string kind = {};    ///< the crowd: `peerserver`
};

/// A visitor who was admitted.
struct Attendee {
    Visitor visitor;
    std::chrono::steady_clock::time_point since;
};

/// Why somebody is not admitted, or has to go. Each protocol tells it in its own form.
struct Expulsion {
    std::string reason;             ///< a sentence for people; a stranger may have written a part of it
    std::chrono::seconds banned{0}; ///< coming back is in vain for so long; 0: it is not
};

/// What plugins know about an attendee, for the operator, by name: `partner`, `waiting` (seconds), `reports`.
using VisitorFacts = Values;

/// All who are connected over one protocol. Main context only.
class Crowd {
public:
    virtual ~Crowd() = default;

    /// The name of the protocol's plugin instance.
    virtual const std::string &kind() const = 0;
    virtual size_t size() const = 0;
    virtual std::vector<Attendee> list() const = 0;
    virtual std::optional<Attendee> find(std::string_view id) const = 0;
    /// Shows a text of the operator to `id`. False when it is not connected, or too much waits for it already.
    virtual bool notify(std::string_view id, std::string_view text) = 0;
    /// Tells `id` why, and ends its connection. False when it is not connected.
    virtual bool expel(std::string_view id, const Expulsion &why) = 0;
};

/// Everybody who is connected to this server, over all protocols: each protocol adds its crowd, and asks before it
/// admits somebody. Moderation and metrics look here. Provided by the program, always. Main context only.
class Presence {
public:
    static constexpr const char *service = "presence";
    static constexpr ServiceVersion version{2, 1};
    /// Adds what it knows about a visitor.
    using Describer = std::function<void(const Visitor &, VisitorFacts &)>;
    using Guard = std::function<std::optional<Expulsion>(const Visitor &)>;
    virtual ~Presence() = default;

    /// The crowd outlives the subscription. Throws Error when there is one of this kind.
    virtual Subscription add(Crowd &crowd) = 0;
    virtual const std::vector<Crowd *> &crowds() const = 0;

    /// Looks at everybody who wants to connect, or come back. It must not expel.
    virtual Subscription guard(Guard guard) = 0;
    /// The answer of the first guard that refuses `visitor`; for protocols, before they admit it.
    virtual std::optional<Expulsion> check(const Visitor &visitor) const = 0;
    /// Adds what a plugin knows about visitors to `facts`; version 2.
    virtual Subscription describe(Describer describer) = 0;
    virtual VisitorFacts facts(const Visitor &visitor) const = 0;

    size_t size() const;
    std::vector<Attendee> list() const;
    /// The first of this id in any crowd, or in that of `kind`.
    std::optional<Attendee> find(std::string_view id, std::string_view kind = {}) const;
    /// As in Crowd; false also when `kind` is no crowd.
    bool notify(const Visitor &visitor, std::string_view text) const;
    bool expel(const Visitor &visitor, const Expulsion &why) const;

private:
    Crowd *crowd(std::string_view kind) const;
};

inline size_t Presence::size() const {
    size_t sum = 0;
    for (const Crowd *crowd : crowds())
        sum += crowd->size();
    return sum;
}

inline std::vector<Attendee> Presence::list() const {
    std::vector<Attendee> all;
    for (const Crowd *crowd : crowds())
        for (auto &attendee : crowd->list())
            all.push_back(std::move(attendee));
    return all;
}

inline std::optional<Attendee> Presence::find(std::string_view id, std::string_view kind) const {
    for (const Crowd *crowd : crowds())
        if (kind.empty() || crowd->kind() == kind)
            if (auto attendee = crowd->find(id))
                return attendee;
    return {};
}

inline Crowd *Presence::crowd(std::string_view kind) const {
    const auto it = std::find_if(crowds().begin(), crowds().end(), [&](Crowd *crowd) { return crowd->kind() == kind; });
    return it == crowds().end() ? nullptr : *it;
}

inline bool Presence::notify(const Visitor &visitor, std::string_view text) const {
    Crowd *const known = crowd(visitor.kind);
    return known != nullptr && known->notify(visitor.id, text);
}

inline bool Presence::expel(const Visitor &visitor, const Expulsion &why) const {
    Crowd *const known = crowd(visitor.kind);
    return known != nullptr && known->expel(visitor.id, why);
}

} // namespace callbooth
