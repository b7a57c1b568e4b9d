// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <callbooth/services/peers.hpp>

namespace callbooth::reports {

using Time = std::chrono::steady_clock::time_point;

/// Who has met whom of late, and for how long. Partners are those whom the server has matched and who have called each
/// other then. Who goes is forgotten, but not by those who met it.
class Acquaintances {
public:
    struct Partner {
        Visitor claim;
        std::optional<Time> met;    ///< when a call between the two was answered
        std::optional<Time> parted; ///< when either went or was matched with somebody else
        std::chrono::steady_clock::duration together(Time now) const {
            return parted.value_or(now) - met.value_or(now);
        }
    };

    /// Of each peer the last `kept` partners are remembered.
    explicit Acquaintances(size_t kept) : kept_(kept) {}

    void matched(const Visitor &one, const Visitor &other, Time now);
    void met(std::string_view one, std::string_view other, Time now);
    void left(const std::string &id, Time now);
    /// `partner` as `id` has met it; null when it has not, or too long ago.
    const Partner *find(std::string_view id, std::string_view partner);
    size_t size() const { return partners_.size(); }

private:
    using Partners = std::deque<Partner>; ///< the latest first
    Partner *known(std::string_view id, std::string_view partner);
    void add(const std::string &id, const Visitor &partner);
    /// `id` and its last partner are not together any more.
    void part(const std::string &id, Time now);

    const size_t kept_;
    std::unordered_map<std::string, Partners> partners_;
};

/// What was reported, for as long as it counts.
class Ledger {
public:
    /// At most `limit` people are in it; another one takes the place of whose last report is the oldest.
    Ledger(std::chrono::milliseconds window, size_t limit) : window_(window), limit_(limit) {}

    struct Entry {
        size_t reporters = 0;  ///< different ones within the window
        bool repeated = false; ///< this one was among them already
    };
    Entry add(const std::string &reported, const std::string &reporter, Time now);
    void forget(const std::string &reported);
    /// Different reporters within the window.
    size_t reporters(const std::string &reported, Time now) const;
    size_t size() const { return people_.size(); }

private:
    struct Report {
        std::string reporter;
        Time time;
    };
    struct Person {
        std::vector<Report> reports; ///< oldest first
        std::list<std::string>::iterator place;
    };

    const std::chrono::milliseconds window_;
    const size_t limit_;
    std::unordered_map<std::string, Person> people_;
    std::list<std::string> by_age_; ///< those whose last report is the oldest first
};

/// What the payload of a REPORT gives as a reason, fit to be logged. Throws Error with what is wrong with it.
std::string read_reason(std::string_view payload);

std::string reported_message(std::string_view peer);
std::string refused_message(std::string_view peer, std::string_view why);

} // namespace callbooth::reports
