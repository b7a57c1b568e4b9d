// SPDX-License-Identifier: MIT
#include <random>

#include "matchmaker/meetings.hpp"
#include "support/fake_door.hpp"
#include "support/fake_peers.hpp"
#include <gtest/gtest.h>

namespace callbooth::matchmaker {
namespace {

using namespace std::chrono_literals;

/// Peers that are told over signaling, as a matchmaker does it.
class Listeners final : public Messenger {
public:
    bool listens(const std::string &id) const override { return waiting.contains(id); }
    bool tell(Pair &pair, bool to_asker) override {
        const auto &id = to_asker ? pair.asker : pair.partner;
        if (waiting.erase(id) == 0)
            return true;
        if (deaf.contains(id)) {
            unreached.insert(id);
            return false;
        }
        partners[id] = to_asker ? pair.partner : pair.asker;
        return true;
    }
    void forget(const std::string &id) {
        waiting.erase(id);
        unreached.erase(id);
        partners.erase(id);
    }

    std::set<std::string> waiting;
    std::set<std::string> unreached;
    std::map<std::string, std::string> partners;
    std::set<std::string> deaf; ///< take no message
};

/// A crowd of all kinds that comes, goes, looks and vanishes at random. A name begins with the kind: guests, those who
/// `find` over signaling, those who ask over `http`, and guests that are peers of an `other` server.
class World {
public:
    explicit World(unsigned seed) : random_(seed) { meetings_.start(peers_); }

    void step() {
        const auto name = somebody();
        switch (pick(12)) {
        case 0: leave(name); break;
        case 1: lose_signaling(name); break;
        case 2: answer(name); break;
        case 3: toggle_deafness(name); break;
        case 4: meetings_.retry(now_ += 3s); break;
        default: look(name);
        }
        check_pairs();
    }
    /// Everybody reads again: who looks has met somebody, or nobody is left.
    void settle() {
        door_.deaf.clear();
        listeners_.deaf.clear();
        for (const auto &id : std::exchange(listeners_.unreached, {}))
            look(id);
        meetings_.retry(now_ += 1min);
        check_pairs();
        std::map<CallKinds, int> waiting;
        for (const auto &name : everybody()) {
            ASSERT_TRUE(!looks(name) || waits(name)) << name << " is lost";
            waiting[bit(CallKind::peerjs)] += meetings_.line().waits(name) && peers_.connected(name);
            waiting[bit(CallKind::foreign)] += meetings_.line().waits(Guests::foreign_id(name));
        }
        for (const auto &[kind, count] : waiting)
            ASSERT_LE(count, 1) << "two wait beside each other";
    }
    size_t pairs() { return meetings_.counts.of_kind(Pair::Kind::plain); }

private:
    unsigned pick(unsigned count) { return static_cast<unsigned>(random_() % count); }
    std::string somebody() { return everybody()[pick(static_cast<unsigned>(everybody().size()))]; }
    static const std::vector<std::string> &everybody() {
        static const std::vector<std::string> names{"guest1", "guest2", "guest3", "guest4", "find1",  "find2",
                                                    "find3",  "http1",  "http2",  "other1", "other2", "other3"};
        return names;
    }
    static bool is_guest(const std::string &name) { return name[0] == 'g' || name[0] == 'o'; }
    bool waits(const std::string &name) const {
        const auto &line = meetings_.line();
        return line.waits(name) || line.waits(Guests::foreign_id(name));
    }
    /// It has asked, and has not been told of a partner.
    bool looks(const std::string &name) {
        return is_guest(name) ? door_.clients.contains(name) && !door_.partners.contains(name)
                              : listeners_.waiting.contains(name);
    }
    std::string partner_of(const std::string &name) {
        auto &partners = is_guest(name) ? door_.partners : listeners_.partners;
        return partners.contains(name) ? partners.at(name) : "";
    }

    void join(const std::string &name) {
        if (name[0] == 'o' || peers_.connected(name))
            return;
        peers_.join(name);
        meetings_.joined(name);
    }
    void lose_signaling(const std::string &name) {
        if (!peers_.connected(name))
            return;
        peers_.leave(name);
        listeners_.forget(name);
        meetings_.left(name);
    }
    void leave(const std::string &name) {
        if (is_guest(name))
            door_.leave(name);
        lose_signaling(name);
    }
    void answer(const std::string &name) {
        if (const auto partner = partner_of(name); !partner.empty())
            meetings_.met(name, partner);
    }
    void toggle_deafness(const std::string &name) {
        auto &deaf = is_guest(name) ? door_.deaf : listeners_.deaf;
        if (deaf.erase(name) == 0)
            deaf.insert(name);
    }
    void look(const std::string &name) {
        if (name[0] != 'g' || pick(4) != 0) // some guests look before they are connected
            join(name);
        if (is_guest(name)) {
            door_.partners.erase(name);
            door_.look(name);
            return;
        }
        listeners_.forget(name);
        if (name[0] == 'f') {
            listeners_.waiting.insert(name);
            meetings_.ask(name, {}, Via::signaling);
        } else if (const auto pair = meetings_.ask(name, {}, Via::http, true)) {
            listeners_.partners[name] = pair->partner;
        }
    }

    /// A guest is with somebody who is with that guest, or was told that it is not. Who asks over HTTP may not know
    /// yet.
    void check_pairs() {
        for (const auto &[name, partner] : door_.partners) {
            const auto expected = peers_.connected(partner) || is_guest(partner) ? name : "";
            const bool may_not_know = partner[0] == 'h' && partner_of(partner).empty();
            ASSERT_TRUE(may_not_know || partner_of(partner) == expected) << name << " is with " << partner;
            ASSERT_FALSE(waits(name)) << name;
            ASSERT_TRUE(name[0] != 'o' || is_guest(partner)) << "at one server at least";
        }
    }

    std::mt19937 random_;
    test::FakePeers peers_{{}};
    Listeners listeners_;
    Meetings meetings_{{.patience = 5s}, listeners_};
    test::FakeDoor door_{meetings_};
    Time now_ = std::chrono::steady_clock::now();
};

} // namespace

TEST(Meetings, lose_nobody_and_pair_nobody_twice_whoever_vanishes) {
    size_t pairs = 0;
    for (unsigned seed = 0; seed < 400; ++seed) {
        World world(seed);
        for (int i = 0; i < 300; ++i) {
            world.step();
            if (i % 50 == 49)
                world.settle();
            if (testing::Test::HasFatalFailure())
                FAIL() << "seed " << seed << ", step " << i;
        }
        pairs += world.pairs();
    }
    EXPECT_GT(pairs, 10000U);
}

} // namespace callbooth::matchmaker
