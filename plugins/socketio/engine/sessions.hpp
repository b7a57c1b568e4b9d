// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "session.hpp"
#include "timer_wheel.hpp"
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/network_key.hpp>

namespace callbooth::socketio {

struct SessionLimits {
    size_t max = 5000;
    size_t max_per_network = 250;
    double handshakes_per_second = 20;  ///< of one network; ten times as many at once
    size_t max_held = size_t{64} << 20; ///< bytes that wait for the GETs of all; a network has a quarter
};

struct SessionCounts {
    uint64_t opened = 0;
    uint64_t upgraded = 0;
    std::array<uint64_t, reason_count> closed{}; ///< by their Reason
    uint64_t refused_full = 0;
    uint64_t refused_network = 0;
    uint64_t refused_rate = 0;
};

/// The sessions of one path. Main context only.
class Sessions final : public SessionOwner {
public:
    /// Makes the user of a new session.
    using Opened = std::function<std::unique_ptr<SessionUser>(Session &)>;
    enum class Admission : uint8_t { admitted, full, network, rate };

    Sessions(SessionOptions options, SessionLimits limits, TimerWheel &wheel, Opened opened);
    Sessions(const Sessions &) = delete;
    Sessions &operator=(const Sessions &) = delete;

    /// Whether a client of this address may open a session; to be asked once for each that wants one.
    Admission admit(std::string_view address);
    void open(std::string_view address, Poll poll);
    void open(std::string_view address, WebSocket &socket, bool wants_base64);
    /// Null for one that has ended.
    Session *find(std::string_view sid);
    void close_all(Reason reason);

    size_t size() const { return sessions_.size(); }
    size_t polling() const { return polling_; }
    size_t held_bytes() const { return held_.bytes(); }
    const SessionCounts &counts() const { return counts_; }

    const SessionOptions &options() const override { return options_; }
    TimerWheel &wheel() override { return wheel_; }

private:
    SharedBytes &held() override { return held_; }
    void on_upgraded(Session &session) override;
    void on_closed(Session &session, Reason reason) override;
    void on_ended(Session &session) override;

    Session &add(std::string_view address);

    const SessionOptions options_;
    const SessionLimits limits_;
    TimerWheel &wheel_;
    const Opened opened_;
    Timer forget_;
    SharedBytes held_;
    size_t polling_ = 0; ///< of the sessions
    NetworkCounts networks_;
    NetworkLimiter handshakes_;
    SessionCounts counts_;
    std::unordered_map<std::string_view, std::shared_ptr<Session>> sessions_;
};

} // namespace callbooth::socketio
