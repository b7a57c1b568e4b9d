// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "peerserver/broker.hpp"
#include "support/fake_socket.hpp"

namespace callbooth::test {

/// A broker, what it tells other plugins, and a clock.
struct BrokerFixture {
    explicit BrokerFixture(peerserver::BrokerLimits limits = {}) : broker(limits) {
        joined = broker.joined.subscribe([this](const std::string &id) { events += "+" + id; });
        left = broker.left.subscribe([this](const std::string &id) { events += "-" + id; });
        met = broker.met.subscribe(
            [this](const std::string &id, const std::string &other) { events += " " + id + "=" + other; });
    }
    bool connect(FakeSocket &socket, const std::string &id, const std::string &token = "t") {
        return broker.connect(socket, {id, token}, now);
    }
    /// Connects and looks away.
    void seat(FakeSocket &socket, const std::string &id) {
        connect(socket, id);
        socket.take();
    }
    void say(FakeSocket &socket, const std::string &text) { broker.message(socket, text, now); }
    void pass(std::chrono::milliseconds time) {
        now += time;
        broker.tick(now);
    }

    peerserver::Time now{};
    std::string events;
    peerserver::Broker broker;
    Subscription joined;
    Subscription left;
    Subscription met;
};

} // namespace callbooth::test
