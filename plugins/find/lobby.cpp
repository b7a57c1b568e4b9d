// SPDX-License-Identifier: MIT
#include "lobby.hpp"

#include <utility>

namespace callbooth::find {

Lobby::Lobby(Signaling &signaling, Status &status, std::chrono::milliseconds patience)
    : signaling_(signaling), status_(status), patience_(patience) {
    subscriptions_.push_back(signaling_.waiting.subscribe([this](size_t online, size_t waiting) {
        answered();
        show(online, waiting);
    }));
    // An answer to what was cancelled in the meantime is not one any more.
    subscriptions_.push_back(signaling_.matched.subscribe([this](const Match &match) {
        answered();
        status_.set("matchmaking.online", std::to_string(match.online));
        if (std::exchange(asked_, false))
            found.emit(match);
    }));
    subscriptions_.push_back(
        signaling_.find_refused.subscribe([this](const std::string &why, std::chrono::milliseconds retry) {
            answered();
            if (std::exchange(asked_, false))
                refused.emit(why, retry);
        }));
}

bool Lobby::ask(const Wishes &wishes) {
    if (unknown_ || !signaling_.find(wishes))
        return false;
    asked_ = true;
    status_.set("matchmaking.via", "signaling");
    silence_ = Source::after(patience_, [this] {
        unknown_ = true;
        cancel(); // it may only be slow
        not_known.emit();
    });
    return true;
}

void Lobby::cancel() {
    silence_.cancel();
    status_.erase("matchmaking.waiting");
    if (std::exchange(asked_, false))
        signaling_.cancel_find();
}

void Lobby::reset() {
    silence_.cancel();
    asked_ = unknown_ = false;
    status_.erase("matchmaking.online");
    status_.erase("matchmaking.waiting");
}

void Lobby::answered() {
    silence_.cancel();
    unknown_ = false;
}

void Lobby::show(size_t online, size_t waiting) {
    status_.set("matchmaking.online", std::to_string(online));
    status_.set("matchmaking.waiting", std::to_string(waiting));
}

} // namespace callbooth::find
