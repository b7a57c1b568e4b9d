// SPDX-License-Identifier: MIT
#include "admission.hpp"

#include "secret_code.hpp"
#include <callbooth/util/secret.hpp>

namespace callbooth::remote_control {
namespace {

constexpr size_t most_networks = 4096; // that are remembered; more are limited together

} // namespace

void Admission::renew(Time now) {
    end();
    code_ = secret_code();
    made_ = active_ = now;
}

void Admission::end() {
    code_.clear();
    session_.clear();
    is_away_ = false;
}

bool Admission::may_try(std::string_view network, Time now) {
    if (networks_.size() >= most_networks)
        networks_.forget_idle(now);
    const bool known = networks_.size() < most_networks;
    return networks_.take(known ? std::string(network) : std::string(), now) && all_.take(now);
}

Entry Admission::enter(const Claim &claim, Time now) {
    if (!may_try(claim.network, now))
        return Entry::too_often;
    if (code_.empty() || expiry(now) != Expiry::none || !same_secret(claim.code, code_))
        return Entry::wrong_code;
    const bool returns = is_taken() && same_secret(claim.session, session_);
    if (is_taken() && !returns)
        return Entry::busy;
    if (!returns)
        session_ = secret_code();
    networks_.forget(std::string(claim.network)); // a phone with a bad connection comes back often
    is_away_ = false;
    touch(now);
    return returns ? Entry::returned : Entry::admitted;
}

void Admission::lost(Time now) {
    is_away_ = true;
    lost_ = now;
}

Expiry Admission::expiry(Time now) const {
    if (code_.empty())
        return Expiry::none;
    if (now - made_ >= limits_.lifetime)
        return Expiry::lifetime;
    if (is_away_ && now - lost_ >= limits_.away)
        return Expiry::away;
    return now - active_ >= limits_.idle ? Expiry::idle : Expiry::none;
}

} // namespace callbooth::remote_control
