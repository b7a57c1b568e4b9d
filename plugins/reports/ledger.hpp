// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <callbooth/peers.hpp>

namespace callbooth::reports {

using Time = std::chrono::steady_clock::time_point;

/// Who has met whom of late. Whoever goes is forgotten, but not by those who met him.
class Acquaintances {
public:
    /// Of each peer the last `kept` partners are remembered.
    explicit Acquaintances(size_t kept) : kept_(kept) {}

    void met(const PeerClaim &one, const PeerClaim &other);
    /// `partner` as `id` has met it; null when it has not, or too long ago.
    const PeerClaim *find(std::string_view id, std::string_view partner) const;
    void forget(const std::string &id) { partners_.erase(id); }
    size_t size() const { return partners_.size(); }

private:
    void add(const std::string &id, const PeerClaim &partner);

    const size_t kept_;
    std::unordered_map<std::string, std::deque<PeerClaim>> partners_; ///< the latest first
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
