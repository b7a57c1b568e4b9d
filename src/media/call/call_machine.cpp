// SPDX-License-Identifier: MIT
#include "media/call/call_machine.hpp"

namespace callbooth::media {

bool CallMachine::go(CallPhase from, CallPhase to) {
    if (phase_ != from)
        return false;
    phase_ = to;
    return true;
}

bool CallMachine::renew() {
    if (!go(CallPhase::connected, CallPhase::rebuilding))
        return false;
    rebuilt_ = true;
    return true;
}

bool CallMachine::stop(EndReason reason) {
    if (!alive())
        return false;
    phase_ = CallPhase::ending;
    reason_ = reason;
    return true;
}

} // namespace callbooth::media
