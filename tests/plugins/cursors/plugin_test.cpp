// SPDX-License-Identifier: MIT
#include "support/fake_socket_io.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using Texts = std::vector<std::string>;
using test::run_until;

namespace {

struct Fixture {
    explicit Fixture(Values values = {}) {
        values.try_emplace("interval", 0.02);
        host.offer<SocketIo>(io);
        plugin = host.create(values);
        plugin->start();
    }
    void move(const std::string &id, double x, double y) {
        EXPECT_TRUE(space.say(id, "update", {Json::Object{{"x", x}, {"y", y}}}));
    }
    /// The next updates that this client gets, up to one that `condition` holds for.
    Json see(const std::string &id, const std::function<bool(const Json &)> &condition) {
        Json seen;
        EXPECT_TRUE(run_until([&] {
            for (const std::string &sent : space.take(id))
                seen = Json::parse(sent.substr(std::string("update").size()), {.members = 1000})[0];
            return !seen.is(Json::Kind::null) && condition(seen);
        }));
        return seen;
    }
    Json see(const std::string &id) {
        return see(id, [](const Json &) { return true; });
    }
    /// Until nothing is sent any more: nothing waits for a time any longer.
    void settle() {
        size_t known = 0;
        do {
            known = space.broadcasts;
            bool passed = false;
            const auto timer = Source::after(std::chrono::milliseconds(70), [&] { passed = true; });
            run_until([&] { return passed; });
        } while (known != space.broadcasts);
    }

    test::FakeSocketIo io;
    test::TestHost host;
    test::FakeSocketIoNamespace &space = io.open("/cursors");
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST(Cursors, are_there_at_once_for_whoever_connects) {
    Fixture f({{"interval", 60.0}});
    f.space.connect("a");
    const Json first = f.see("a");
    EXPECT_EQ(first.get<std::string>("a.id"), "a");
    for (const auto *axis : {"a.x", "a.y"})
        EXPECT_TRUE(first.get<double>(axis) >= 0 && first.get<double>(axis) <= 1);
    f.space.connect("b");
    EXPECT_EQ(f.see("b").size(), 2U) << "long before the next update to all";
    EXPECT_EQ(f.space.take("a"), Texts{});
}

TEST(Cursors, move_for_all) {
    Fixture f;
    f.space.connect("a");
    f.space.connect("b");
    f.move("a", 0.25, 7);
    for (const auto *id : {"a", "b"}) {
        const Json seen = f.see(id, [](const Json &json) { return json.find<double>("a.x") == 0.25; });
        EXPECT_EQ(seen.get<double>("a.y"), 1) << "clamped";
        EXPECT_EQ(seen.size(), 2U);
    }
}

TEST(Cursors, disappear_with_their_clients) {
    Fixture f;
    f.space.connect("a");
    f.space.connect("b");
    f.see("a", [](const Json &json) { return json.size() == 2; });
    f.space.lose("b");
    EXPECT_EQ(f.see("a", [](const Json &json) { return json.size() == 1; }).get<std::string>("a.id"), "a");
}

TEST(Cursors, are_not_sent_when_nothing_changes) {
    Fixture f;
    f.space.connect("a");
    f.settle();
    f.move("a", 0.5, 0.5);
    f.settle();
    const size_t known = f.space.broadcasts;
    f.space.take("a");
    f.move("a", 0.5, 0.5);
    f.settle();
    EXPECT_EQ(f.space.broadcasts, known);
    f.move("a", 0.6, 0.6);
    f.settle();
    EXPECT_EQ(f.space.take("a").size(), 1U) << "one move, one update";
}

TEST(Cursors, are_sent_once_for_many_moves_and_clients) {
    Fixture f({{"interval", 60.0}, {"rate", 10000.0}});
    for (int i = 0; i < 300; ++i)
        f.space.connect("client" + std::to_string(i));
    for (int i = 0; i < 3000; ++i)
        f.move("client" + std::to_string(i % 300), 0.0001 * i, 0);
    EXPECT_EQ(f.see("client299").size(), 300U);
    EXPECT_EQ(f.space.broadcasts, 1U);
}

TEST(Cursors, reach_clients_that_were_behind_when_all_stand_still) {
    Fixture f;
    f.space.connect("a");
    f.space.connect("b");
    f.settle();
    f.space.find("b")->writable = false;
    f.space.take("b");
    const size_t known = f.space.broadcasts;
    int step = 0;
    run_until([&] {
        f.move("a", 0.001 * ++step, 0);
        return f.space.broadcasts == known + 3;
    });
    const double last = 0.001 * step;
    f.settle();
    const Texts seen = f.space.take("b");
    ASSERT_EQ(seen.size(), 2U) << "the first and the last";
    EXPECT_NEAR(Json::parse(seen[1].substr(6))[0].get<double>("a.x"), last, 1e-9);
}

TEST(Cursors, ignore_other_shapes_and_the_updates_of_remotes) {
    Fixture f;
    f.space.connect("a");
    const Json point = Json::Object{{"x", 0.5}, {"y", 0.5}};
    for (const EventArguments &arguments :
         {EventArguments{}, {"a", point}, {point, point}, {"a"}, {Json::Object{{"x", 1}}}})
        EXPECT_FALSE(f.space.say("a", "update", arguments)) << arguments.text();
}

TEST(Cursors, limit_the_moves_of_one_client) {
    Fixture f({{"rate", 1.0}});
    f.space.connect("a");
    f.move("a", 0, 0);
    EXPECT_FALSE(f.space.say("a", "update", {Json::Object{{"x", 1}, {"y", 1}}}));
}

TEST(Cursors, come_less_often_where_they_are_many) {
    Fixture f({{"bandwidth", int64_t{100000}}}); // 400 times 20 kB take more than a minute
    for (int i = 0; i < 400; ++i)
        f.space.connect("client" + std::to_string(i));
    f.see("client0");
    f.move("client0", 0.5, 0.5);
    f.settle();
    EXPECT_EQ(f.space.broadcasts, 1U);
    f.space.connect("late");
    EXPECT_EQ(f.see("late").size(), 401U) << "is greeted at once all the same";
}

TEST(Cursors, refuse_clients_beyond_their_limit) {
    Fixture f({{"clients", int64_t{1}}});
    EXPECT_TRUE(f.space.connect("a"));
    EXPECT_FALSE(f.space.connect("b"));
    EXPECT_EQ(f.space.refusal->message, "There are too many cursors.");
    EXPECT_EQ(f.space.refusal->data->get<std::string>("code"), "full");
}
