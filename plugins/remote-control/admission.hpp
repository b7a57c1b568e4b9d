// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <callbooth/util/limiter.hpp>

namespace callbooth::remote_control {

struct AdmissionLimits {
    std::chrono::milliseconds idle{};     ///< without a phone's request, or without a phone
    std::chrono::milliseconds lifetime{}; ///< of a code, with the phone that it let in
    std::chrono::milliseconds away{};     ///< that a phone whose connection was lost may take to come back
};

/// What a phone brings along.
struct Claim {
    std::string_view network; ///< as network_key() returns it
    std::string_view code;
    std::string_view session; ///< that an earlier entry has given it; empty without one
};

enum class Entry {
    admitted,
    returned,   ///< the phone that was in before; its former connection is out
    wrong_code, ///< none that is valid now
    busy,       ///< the code is right, and another phone has used it
    too_often   ///< nothing was compared
};

enum class Expiry { none, idle, lifetime, away };

/// Which phone may control the booth: there is at most one code, and it lets one phone in, which may come back with its
/// session. Has no clock of its own and no I/O.
class Admission {
public:
    using Time = TokenBucket::Time;

    explicit Admission(const AdmissionLimits &limits) : limits_(limits) {}

    /// Makes a fresh code. The one before, and the phone that it let in, are out.
    void renew(Time now);
    /// There is no code from here on.
    void end();
    /// Empty without one.
    const std::string &code() const { return code_; }
    /// A phone has used the code.
    bool is_taken() const { return !session_.empty(); }
    /// Of the phone that was let in last.
    const std::string &session() const { return session_; }

    /// Attempts of a network, and of all together, are limited; those of a network count from its last success on.
    Entry enter(const Claim &claim, Time now);
    /// The phone asked for something.
    void touch(Time now) { active_ = now; }
    /// The connection of the phone ended.
    void lost(Time now);
    /// Why the code is to be ended now.
    Expiry expiry(Time now) const;

private:
    bool may_try(std::string_view network, Time now);

    const AdmissionLimits limits_;
    std::string code_;
    std::string session_;
    Time made_{};
    Time active_{};
    Time lost_{};
    bool is_away_ = false;
    Limiter networks_{0.2, 10};
    TokenBucket all_{5, 100};
};

} // namespace callbooth::remote_control
