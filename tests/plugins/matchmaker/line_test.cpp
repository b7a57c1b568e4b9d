// SPDX-License-Identifier: MIT
#include "matchmaker/line.hpp"
#include <gtest/gtest.h>

namespace callbooth::matchmaker {
namespace {

using namespace std::chrono_literals;
using Tags = std::vector<std::string>;

Wishes tagged(Tags tags, const std::string &language = "") { return {std::move(tags), language, {}}; }
Wishes speaking(const std::string &language) { return {{}, language, {}}; }
Wishes avoiding(Tags ids) { return {{}, {}, std::move(ids)}; }

struct Fixture {
    /// The partner whom `id` meets at once; empty when `id` waits.
    std::string ask(const std::string &id, Wishes wishes = {}) {
        last = line.ask(id, std::move(wishes), now);
        return last ? last->partner : "";
    }
    /// Whom those meet whose patience ends in this time: `a=b c=d`.
    std::string pass(std::chrono::milliseconds time) {
        now += time;
        std::string met;
        for (const auto &pair : line.tick(now))
            met += (met.empty() ? "" : " ") + pair.asker + "=" + pair.partner;
        return met;
    }

    Line line{5s};
    Time now{1h};
    std::optional<Pair> last;
};

} // namespace

TEST(Line, makes_the_first_wait) {
    Fixture f;
    EXPECT_EQ(f.ask("a"), "");
    EXPECT_TRUE(f.line.waits("a"));
}

TEST(Line, brings_two_together_and_frees_both) {
    Fixture f;
    f.ask("a");
    f.now += 3s;
    EXPECT_EQ(f.ask("b"), "a");
    EXPECT_EQ(f.last->asker, "b");
    EXPECT_EQ(f.last->kind, Pair::Kind::plain);
    EXPECT_EQ(f.last->waited, 3s);
    EXPECT_FALSE(f.line.waits("a"));
    EXPECT_FALSE(f.line.waits("b"));
}

TEST(Line, keeps_who_asked_with_find_when_a_call_is_answered) {
    Fixture f;
    f.ask("over http");
    f.line.met("over http");
    EXPECT_FALSE(f.line.waits("over http")) << "it asks again when the answer was late";
    f.line.ask("with find", {}, f.now, Via::signaling);
    f.line.met("with find");
    f.line.met("nobody");
    EXPECT_TRUE(f.line.waits("with find"));
    EXPECT_EQ(f.ask("b"), "with find");
}

TEST(Line, holds_nobody_twice_and_never_gives_anybody_himself) {
    Fixture f;
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(f.ask("a"), "");
    EXPECT_EQ(f.line.size(), 1U);
}

TEST(Line, serves_who_came_first) {
    Fixture f;
    f.ask("a", tagged({"x"}));
    f.ask("b", tagged({"y"}));
    f.ask("a", tagged({"x"}));
    EXPECT_EQ(f.ask("c"), "") << "neither would take c yet";
    EXPECT_EQ(f.ask("d", tagged({"x", "y"})), "a");
    EXPECT_EQ(f.pass(5s), "b=c");
}

TEST(Line, forgets_who_leaves_or_steps_out) {
    Fixture f;
    f.ask("a");
    f.line.leave("a");
    f.line.leave("nobody");
    EXPECT_EQ(f.ask("b"), "");
    f.line.step_out("b");
    f.line.step_out("nobody");
    EXPECT_EQ(f.ask("c"), "");
    EXPECT_EQ(f.line.size(), 1U);
}

TEST(Line, takes_the_last_partner_again_when_there_is_nobody_else) {
    Fixture f;
    f.ask("a");
    f.ask("b");
    f.ask("a");
    EXPECT_EQ(f.ask("b"), "a");
}

TEST(Line, prefers_somebody_new_over_the_last_partner_and_over_one_as_wished) {
    Fixture f;
    f.ask("a", tagged({"x"}));
    EXPECT_EQ(f.ask("b", tagged({"x"})), "a");
    f.ask("b", {{"x"}, "", {"c"}});
    f.ask("c");
    f.pass(5s); // both take anybody now, but not each other
    EXPECT_EQ(f.line.size(), 2U);
    f.ask("a", tagged({"x"}));
    EXPECT_EQ(f.last->partner, "b") << "a is patient: c is not what it wishes";
    f.ask("b", {{"x"}, "", {"c"}});
    f.pass(5s);
    EXPECT_EQ(f.ask("a"), "c");
}

TEST(Line, forgets_the_last_partner_of_who_left) {
    Fixture f;
    f.ask("a");
    f.ask("b");
    f.line.leave("a");
    f.line.leave("b");
    f.ask("b", avoiding({"c"}));
    f.ask("c");
    EXPECT_EQ(f.ask("a"), "b");
}

TEST(Line, brings_those_together_who_share_a_tag) {
    Fixture f;
    f.ask("a", tagged({"art", "music"}));
    EXPECT_EQ(f.ask("b", tagged({"chess"})), "");
    EXPECT_EQ(f.ask("c", tagged({"music", "opera"})), "a");
    EXPECT_EQ(f.last->tags, Tags{"music"});
    EXPECT_EQ(f.last->kind, Pair::Kind::wished);
}

TEST(Line, brings_those_together_who_speak_a_language) {
    Fixture f;
    f.ask("a", speaking("de"));
    f.ask("b", speaking("fr"));
    EXPECT_EQ(f.ask("c", speaking("fr")), "b");
    EXPECT_EQ(f.last->language, "fr");
}

TEST(Line, wants_tag_and_language_where_both_are_wished) {
    Fixture f;
    f.ask("a", tagged({"music"}, "de"));
    EXPECT_EQ(f.ask("b", tagged({"music"}, "fr")), "");
    EXPECT_EQ(f.ask("c", speaking("de")), "") << "a wishes music as well";
    EXPECT_EQ(f.ask("d", tagged({"music"}, "de")), "a");
}

TEST(Line, takes_anybody_when_the_patience_has_ended) {
    Fixture f;
    f.ask("a", tagged({"music"}));
    f.now += 1s;
    EXPECT_EQ(f.ask("b"), "") << "b takes anybody, a does not";
    EXPECT_EQ(f.line.next(), f.now + 4s);
    EXPECT_EQ(f.pass(3999ms), "");
    EXPECT_EQ(f.pass(1ms), "a=b");
    EXPECT_EQ(f.line.next(), std::nullopt);
}

TEST(Line, says_when_nobody_was_as_wished) {
    Fixture f;
    f.ask("a", tagged({"music"}));
    f.pass(5s);
    EXPECT_EQ(f.ask("b"), "a");
    EXPECT_EQ(f.last->kind, Pair::Kind::fallback);
    EXPECT_TRUE(f.last->tags.empty());
}

TEST(Line, spares_a_patient_one_whom_an_impatient_one_would_take) {
    Fixture f;
    f.ask("a", tagged({"music"}));
    EXPECT_EQ(f.pass(5s), "");
    EXPECT_EQ(f.ask("b", tagged({"chess"})), "") << "b has just come";
    EXPECT_EQ(f.ask("c", tagged({"chess", "music"})), "a") << "both would do; a came first";
}

TEST(Line, never_brings_together_whom_either_has_blocked) {
    Fixture f;
    f.ask("a", avoiding({"b"}));
    EXPECT_EQ(f.ask("b"), "");
    EXPECT_EQ(f.pass(1h), "");
    EXPECT_EQ(f.ask("c", avoiding({"a"})), "b");
}

TEST(Line, takes_new_wishes_and_keeps_the_place) {
    Fixture f;
    f.ask("a", tagged({"music"}));
    f.now += 3s;
    f.ask("a", tagged({"chess"}));
    EXPECT_EQ(f.ask("b", tagged({"music"})), "");
    EXPECT_EQ(f.pass(2s), "") << "only a is open";
    EXPECT_EQ(f.ask("c"), "a");
    EXPECT_EQ(f.last->waited, 5s);
}

TEST(Line, has_no_patience_when_told_so) {
    Line line{0s};
    EXPECT_FALSE(line.ask("a", tagged({"music"}), Time()));
    EXPECT_TRUE(line.ask("b", tagged({"chess"}), Time()));
}

} // namespace callbooth::matchmaker
