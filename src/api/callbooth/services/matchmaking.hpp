// SPDX-License-Identifier: MIT
#pragma once

namespace callbooth {

/// Decides whom to call next. Main context only.
class Matchmaking {
public:
    static constexpr const char *service = "matchmaking";
    enum class State { idle, searching, in_call };
    virtual ~Matchmaking() = default;

    /// Ends the call, if any, and looks for another partner; resumes after `pause()`.
    virtual void next() = 0;
    /// Stops looking. A running call goes on.
    virtual void pause() = 0;
    virtual State state() const = 0;
};

/// As the status board has it.
inline const char *to_string(Matchmaking::State state) {
    switch (state) {
    case Matchmaking::State::idle: return "idle";
    case Matchmaking::State::searching: return "searching";
    case Matchmaking::State::in_call: return "in-call";
    }
    return "?";
}

} // namespace callbooth
