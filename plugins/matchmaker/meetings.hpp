// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "counts.hpp"
#include "guests.hpp"
#include "line.hpp"
#include <callbooth/services/peers.hpp>

namespace callbooth::matchmaker {

/// How the peers of this server are told that they have met somebody.
class Messenger {
public:
    virtual ~Messenger() = default;
    /// `id` waits and hears of a partner by itself. One who asks over HTTP does not.
    virtual bool listens(const std::string &id) const = 0;
    /// Tells one of the pair, where it listens; it does not listen any more. Returns false when it takes no message: it
    /// has to be put into the line again once it does.
    virtual bool tell(Pair &pair, bool to_asker) = 0;
};

/// Everybody who looks for a partner on this server, in one line: peers with FIND or over HTTP, and the guests, clients
/// of doors in other plugins. Both of a pair are told, or neither is: when one of them vanishes meanwhile, the other
/// one looks on. A guest whose partner leaves or looks again is told.
class Meetings final : public WaitingLine {
public:
    struct Settings {
        std::chrono::milliseconds patience; ///< for how long wishes count
        bool trust_doors = true;            ///< take a guest for the peer that it says it is
        /// So long after it was lost, a peer that is in a call may be back.
        std::chrono::milliseconds absence{5000};
    };

    Meetings(Settings settings, Messenger &messenger)
        : settings_(settings), messenger_(messenger), line_(settings.patience) {}
    /// Before all others; `peers` outlives this.
    void start(Peers &peers) { peers_ = &peers; }

    Subscription open(Door &door) override;
    bool look(Door &door, std::string_view client, std::string_view peer) override;
    void leave(Door &door, std::string_view client) override;

    /// The peer `id` looks for a partner. Returns the pair when it has met somebody; with `by_answer` the asker hears
    /// of it by what this returns, otherwise it was told.
    std::optional<Pair> ask(const std::string &id, const Wishes &wishes, Via via, bool by_answer = false);
    void step_out(const std::string &id) { line_.step_out(id); }
    /// A guest looks for a partner under this id, and nobody else may without a proof.
    bool is_guest(const std::string &id) const { return guests_->find(id) != nullptr; }

    void joined(const std::string &id);
    void left(const std::string &id);
    void met(const std::string &id, const std::string &other);

    /// When `tick` is due; nothing while nobody has patience.
    std::optional<Time> next() const { return line_.next(); }
    /// Those whose patience has ended take anybody.
    void tick(Time now);
    /// Guests that could not be told look again; those whose partner has not come back are told. Now and then.
    void retry(Time now);

    const Line &line() const { return line_; }
    Counts counts;

private:
    using Guest = Guests::Guest;
    static Time now() { return std::chrono::steady_clock::now(); }

    std::string id_for(std::string_view peer) const;
    CallKinds kinds_of(const std::string &id) const;
    bool waits_or_is_paired(const std::string &id) const { return line_.waits(id) || pairs_.contains(id); }
    bool is_told(const std::string &id) const { return is_guest(id) || messenger_.listens(id); }
    bool search(const std::string &id);
    bool introduce(Pair &pair, bool by_answer);
    void decide_who_calls(Pair &pair, bool by_answer) const;
    bool tell(Pair &pair, bool to_asker);
    void drop(const std::string &id);
    /// Ends the pair of `id`; a guest in it is told by `tell_parted`.
    void part(const std::string &id);
    /// The same, and `id` is told as well where it is a guest.
    void dissolve(const std::string &id);
    void tell_parted();

    const Settings settings_;
    Messenger &messenger_;
    Peers *peers_ = nullptr;
    Line line_;
    std::shared_ptr<Guests> guests_ = std::make_shared<Guests>();
    Pairs pairs_;
    std::unordered_set<std::string> unreached_;              ///< guests
    std::unordered_map<std::string, Time> absent_;           ///< peers in a call with a guest
    std::deque<std::pair<std::string, std::string>> parted_; ///< guests, and who has gone
    bool telling_ = false;
};

} // namespace callbooth::matchmaker
