// SPDX-License-Identifier: MIT
#pragma once

#include "support/fake_booth.hpp"
#include "support/fake_web_server.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/matchmaking.hpp>
#include <gtest/gtest.h>

namespace callbooth::find {

using test::run_until;
using State = Matchmaking::State;
using std::chrono::milliseconds;

inline constexpr double seldom = 3600;

struct FindPlugin : testing::Test {
    FindPlugin() {
        host.offer<Booth>(booth);
        host.offer<Signaling>(signaling);
    }
    void start(Values values = {}) {
        values.try_emplace("url", server.url());
        values.try_emplace("interval", 0.01);
        plugin.reset();
        plugin = host.create(values);
        plugin->start();
        matchmaking = host.find<Matchmaking>();
    }
    bool asked(size_t times) {
        return run_until([&] { return server.questions.size() >= times; });
    }
    bool in_call_with(const std::string &peer) {
        return run_until([&] { return booth.current() && booth.current()->peer() == peer; });
    }
    /// Nothing is asked from here on, as far as a few turns of the server can tell.
    bool silent() {
        const auto before = server.questions.size();
        bool later = false;
        const auto timer = Source::after(std::chrono::milliseconds(60), [&] { later = true; });
        run_until([&] { return later; });
        return server.questions.size() == before;
    }

    test::FakeWebServer server;
    test::TestHost host;
    test::FakeBooth booth;
    test::FakeSignaling signaling;
    std::unique_ptr<Plugin> plugin;
    Matchmaking *matchmaking = nullptr;
};

} // namespace callbooth::find
