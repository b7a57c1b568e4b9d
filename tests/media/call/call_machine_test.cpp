// SPDX-License-Identifier: MIT
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "media/call/call_machine.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {

struct Happening {
    const char *name;
    std::function<bool(CallMachine &)> run;
};

const std::vector<Happening> happenings = {
    {"place", [](CallMachine &m) { return m.place(); }},
    {"take_offer", [](CallMachine &m) { return m.take_offer(); }},
    {"describe", [](CallMachine &m) { return m.describe(); }},
    {"take_answer", [](CallMachine &m) { return m.take_answer(); }},
    {"connect", [](CallMachine &m) { return m.connect(); }},
    {"rebuild", [](CallMachine &m) { return m.rebuild(); }},
    {"renew", [](CallMachine &m) { return m.renew(); }},
    {"stop", [](CallMachine &m) { return m.stop(EndReason::local_next); }},
    {"release", [](CallMachine &m) { return m.release(); }},
};

/// All that changes anything: from, what happens, to. A call that was rebuilt is a state of its own.
const std::map<std::pair<std::string, std::string>, std::string> transitions = {
    {{"idle", "place"}, "offering"},
    {{"idle", "take_offer"}, "answering"},
    {{"idle", "stop"}, "ending"},
    {{"offering", "take_offer"}, "answering"},
    {{"offering", "take_answer"}, "connecting"},
    {{"offering", "stop"}, "ending"},
    {{"answering", "describe"}, "connecting"},
    {{"answering", "stop"}, "ending"},
    {{"connecting", "connect"}, "connected"},
    {{"connecting", "stop"}, "ending"},
    {{"connected", "rebuild"}, "rebuilding"},
    {{"connected", "renew"}, "rebuilding"},
    {{"connected", "stop"}, "ending"},
    {{"rebuilding", "connect"}, "connected again"},
    {{"rebuilding", "stop"}, "ending"},
    {{"connected again", "renew"}, "rebuilding"},
    {{"connected again", "stop"}, "ending"},
    {{"ending", "release"}, "ended"},
};

class Walk {
public:
    /// Tries everything that can happen in each state that can be reached.
    void run(const CallMachine &machine, const std::string &name) {
        if (!visited.insert(name).second)
            return;
        for (const auto &happening : happenings)
            step(machine, name, happening);
    }

    std::set<std::string> visited;

private:
    void step(CallMachine machine, const std::string &name, const Happening &happening) {
        SCOPED_TRACE(name + " + " + happening.name);
        const CallPhase before = machine.phase();
        const auto expected = transitions.find({name, happening.name});
        EXPECT_EQ(happening.run(machine), expected != transitions.end());
        if (expected == transitions.end()) {
            EXPECT_EQ(machine.phase(), before);
            return;
        }
        const std::string &to = expected->second;
        EXPECT_EQ(to.substr(0, to.find(' ')), to_string(machine.phase()));
        EXPECT_EQ(machine.alive(), to != "ending" && to != "ended");
        EXPECT_EQ(machine.reason().has_value(), !machine.alive());
        run(machine, to);
    }
};

} // namespace

TEST(CallMachine, changes_its_phase_where_that_makes_sense_and_nowhere_else) {
    Walk walk;
    walk.run(CallMachine(), "idle");
    EXPECT_EQ(walk.visited.size(), 9U);
}

TEST(CallMachine, is_rebuilt_once) {
    CallMachine machine;
    machine.place();
    machine.take_answer();
    EXPECT_FALSE(machine.may_rebuild());
    machine.connect();
    EXPECT_TRUE(machine.may_rebuild());
    EXPECT_TRUE(machine.rebuild());
    EXPECT_TRUE(machine.connect());
    EXPECT_FALSE(machine.may_rebuild());
    EXPECT_FALSE(machine.rebuild());
}

TEST(CallMachine, ends_for_the_first_reason) {
    CallMachine machine;
    EXPECT_TRUE(machine.stop(EndReason::timeout_connecting));
    EXPECT_FALSE(machine.stop(EndReason::local_next));
    EXPECT_EQ(machine.reason(), EndReason::timeout_connecting);
}

TEST(CallMachine, has_a_name_for_each_phase) {
    const std::array phases = {CallPhase::idle,      CallPhase::offering,   CallPhase::answering, CallPhase::connecting,
                               CallPhase::connected, CallPhase::rebuilding, CallPhase::ending,    CallPhase::ended};
    std::set<std::string> names;
    for (const auto phase : phases)
        names.insert(to_string(phase));
    EXPECT_EQ(names.size(), phases.size());
}

} // namespace callbooth::media
