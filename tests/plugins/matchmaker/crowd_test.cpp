// SPDX-License-Identifier: MIT
#include <random>

#include "matchmaker/line.hpp"
#include "support/line_model.hpp"
#include <gtest/gtest.h>

namespace callbooth::matchmaker {
namespace {

using namespace std::chrono_literals;
constexpr auto patience = 5s;

/// Does at random what a crowd does, and checks every answer against the model.
class Crowd {
public:
    Crowd(unsigned seed, unsigned people) : random_(seed), people_(people) {}

    void step() {
        const auto id = somebody();
        const auto what = pick(20);
        if (what == 0)
            leave(id);
        else if (what == 1)
            step_out(id);
        else if (what < 6)
            pass(std::chrono::milliseconds(500 * pick(5)));
        else
            ask(id);
        check();
    }

    std::array<size_t, 3> pairs{}; ///< by their kind

private:
    unsigned pick(unsigned count) { return static_cast<unsigned>(random_() % count); }
    std::string somebody() { return "p" + std::to_string(pick(people_)); }

    std::vector<std::string> some_of(std::vector<std::string> all) {
        std::erase_if(all, [this](const auto &) { return pick(3) != 0; });
        return all;
    }
    Wishes wishes() {
        Wishes wishes;
        if (pick(3) != 0)
            wishes.tags = some_of({"chess", "music", "opera"});
        if (pick(3) == 0)
            wishes.language = pick(2) == 0 ? "de" : "fr";
        if (pick(3) == 0)
            wishes.blocked = {somebody()};
        return wishes;
    }

    void leave(const std::string &id) {
        line_.leave(id);
        model_.leave(id);
    }
    void step_out(const std::string &id) {
        line_.step_out(id);
        model_.step_out(id);
    }
    void ask(const std::string &id) {
        const auto wished = wishes();
        const CallKinds kinds = pick(4) == 0 ? 1 + pick(3) : bit(CallKind::peerjs);
        const auto pair = line_.ask(id, wished, now_, Via::http, kinds);
        ASSERT_EQ(pair ? pair->partner : "", model_.ask(id, wished, now_, Via::http, kinds));
        if (pair)
            ++pairs[static_cast<size_t>(pair->kind)];
    }
    void pass(std::chrono::milliseconds time) {
        now_ += time;
        const auto expected = model_.tick(now_);
        const auto met = line_.tick(now_);
        ASSERT_EQ(met.size(), expected.size());
        for (size_t i = 0; i < met.size(); ++i) {
            ASSERT_EQ(met[i].asker, expected[i].first);
            ASSERT_EQ(met[i].partner, expected[i].second);
            ++pairs[static_cast<size_t>(met[i].kind)];
        }
    }
    void check() {
        ASSERT_EQ(line_.size(), model_.waiting.size());
        for (const auto &person : model_.waiting)
            ASSERT_TRUE(line_.waits(person.id));
        ASSERT_TRUE(model_.settled());
        ASSERT_TRUE(!line_.next() || *line_.next() > now_) << "nobody's patience ends unnoticed";
    }

    std::mt19937 random_;
    const unsigned people_;
    Line line_{patience};
    test::LineModel model_{patience};
    Time now_{1h};
};

} // namespace

TEST(Crowd, is_brought_together_as_if_everybody_looked_at_everybody) {
    std::array<size_t, 3> pairs{};
    for (const unsigned people : {1U, 2U, 3U, 5U, 20U, 60U}) {
        for (unsigned seed = 0; seed < 40; ++seed) {
            Crowd crowd(seed, people);
            for (int i = 0; i < 400; ++i) {
                crowd.step();
                if (testing::Test::HasFatalFailure())
                    FAIL() << people << " people, seed " << seed << ", step " << i;
            }
            for (size_t kind = 0; kind < pairs.size(); ++kind)
                pairs[kind] += crowd.pairs[kind];
        }
    }
    for (const size_t count : pairs)
        EXPECT_GT(count, 1000U) << "all kinds of pairs were made";
}

// What a search costs is bounded by what one can wish, whatever the crowd: a crowd a hundred times as large makes the
// same number of steps. Steps cannot be counted from outside, but a search through all would take minutes here.
TEST(Crowd, may_be_large) {
    Line line{1h};
    constexpr size_t people = 200000;
    for (size_t i = 0; i < people; ++i)
        ASSERT_FALSE(line.ask("a" + std::to_string(i), {{"tag" + std::to_string(i)}, "", {}}, Time(1h)));
    for (size_t i = 0; i < people; ++i)
        ASSERT_TRUE(line.ask("b" + std::to_string(i), {{"tag" + std::to_string(i)}, "", {}}, Time(1h)));
    EXPECT_EQ(line.size(), 0U);
}

} // namespace callbooth::matchmaker
