// SPDX-License-Identifier: MIT
#include "lobby_search.hpp"

#include <utility>

namespace callbooth::find {

LobbySearch::LobbySearch(Lobby *lobby, Status &status, std::chrono::milliseconds patience)
    : lobby_(lobby), status_(status), patience_(patience) {
    if (lobby_)
        listen();
}

void LobbySearch::listen() {
    subscriptions_.push_back(lobby_->waiting.subscribe([this](size_t online, size_t waiting) {
        answered();
        show(online, waiting);
    }));
    // An answer to what was cancelled in the meantime is not one any more.
    subscriptions_.push_back(lobby_->matched.subscribe([this](const Match &match) {
        answered();
        status_.set("matchmaking.online", std::to_string(match.online));
        if (std::exchange(asked_, false))
            found.emit(match);
    }));
    subscriptions_.push_back(
        lobby_->find_refused.subscribe([this](const std::string &why, std::chrono::milliseconds retry) {
            answered();
            if (std::exchange(asked_, false))
                refused.emit(why, retry);
        }));
}

bool LobbySearch::ask(const Wishes &wishes) {
    if (!lobby_ || unknown_ || !lobby_->find(wishes))
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

void LobbySearch::cancel() {
    silence_.cancel();
    status_.erase("matchmaking.waiting");
    if (std::exchange(asked_, false))
        lobby_->cancel_find();
}

void LobbySearch::reset() {
    silence_.cancel();
    asked_ = unknown_ = false;
    status_.erase("matchmaking.online");
    status_.erase("matchmaking.waiting");
}

void LobbySearch::answered() {
    silence_.cancel();
    unknown_ = false;
}

void LobbySearch::show(size_t online, size_t waiting) {
    status_.set("matchmaking.online", std::to_string(online));
    status_.set("matchmaking.waiting", std::to_string(waiting));
}

} // namespace callbooth::find
