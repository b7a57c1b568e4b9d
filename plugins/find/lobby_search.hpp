// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <callbooth/event.hpp>
#include <callbooth/services/lobby.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::find {

/// Asks for a partner over the signaling connection, and notices when the server does not know the question.
class LobbySearch {
public:
    /// `lobby` may be null: then nothing can be asked. `patience`: for how long a server that knows the question may
    /// be silent.
    LobbySearch(Lobby *lobby, Status &status, std::chrono::milliseconds patience);

    /// False when the server cannot be asked this way. Else one of the events follows, sooner or later.
    bool ask(const Wishes &wishes);
    /// The last question is not to be answered any more.
    void cancel();
    bool asked() const { return asked_; }
    /// Another connection may lead to a server that knows more.
    void reset();
    /// There is no lobby, or the server did not answer such a question.
    bool unknown_to_server() const { return !lobby_ || unknown_; }

    Event<const Match &> found;
    Event<> not_known; ///< ask elsewhere
    /// Why, and when to ask again; zero: not with these wishes.
    Event<const std::string &, std::chrono::milliseconds> refused;

private:
    void listen();
    void answered();
    void show(size_t online, size_t waiting);

    Lobby *const lobby_;
    Status &status_;
    const std::chrono::milliseconds patience_;
    bool asked_ = false;
    bool unknown_ = false;
    Source silence_;
    std::vector<Subscription> subscriptions_;
};

} // namespace callbooth::find
