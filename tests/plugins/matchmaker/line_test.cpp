// SPDX-License-Identifier: MIT
#include "matchmaker/line.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

using callbooth::matchmaker::Line;

namespace {

/// A line in which these wait, in this order.
Line line_of(const std::vector<std::string> &ids) {
    Line line;
    for (const auto &id : ids)
        line.join(id);
    return line;
}

/// `a` and `b` meet, and are both gone from the line.
void introduce(Line &line, const std::string &a, const std::string &b) {
    line.join(a);
    line.join(b);
    ASSERT_EQ(line.match(a), b);
}

} // namespace

TEST(Line, makes_the_first_wait) {
    auto line = line_of({"a"});
    EXPECT_EQ(line.match("a"), std::nullopt);
    EXPECT_TRUE(line.waits("a"));
}

TEST(Line, brings_two_together_and_frees_both) {
    auto line = line_of({"a", "b"});
    EXPECT_EQ(line.match("b"), "a");
    EXPECT_FALSE(line.waits("a"));
    EXPECT_FALSE(line.waits("b"));
    EXPECT_EQ(line.match("a"), std::nullopt);
}

TEST(Line, holds_nobody_twice_and_never_gives_anybody_himself) {
    auto line = line_of({"a", "a", "a"});
    EXPECT_EQ(line.size(), 1U);
    EXPECT_EQ(line.match("a"), std::nullopt);
}

TEST(Line, serves_who_came_first) {
    auto line = line_of({"a", "b", "c", "d", "a"});
    EXPECT_EQ(line.match("c"), "a");
    EXPECT_EQ(line.match("d"), "b");
}

TEST(Line, gives_nothing_to_who_does_not_wait) {
    auto line = line_of({"a"});
    EXPECT_EQ(line.match("b"), std::nullopt);
    EXPECT_EQ(line.size(), 1U);
}

TEST(Line, forgets_who_leaves) {
    auto line = line_of({"a", "b"});
    line.leave("a");
    line.leave("nobody");
    EXPECT_EQ(line.match("b"), std::nullopt);
    EXPECT_EQ(line.size(), 1U);
}

TEST(Line, prefers_somebody_new_over_the_last_partner) {
    Line line;
    introduce(line, "a", "b");
    line.join("b");
    line.join("c");
    line.join("a");
    EXPECT_EQ(line.match("a"), "c");
}

TEST(Line, spares_the_other_its_last_partner_too) {
    Line line;
    introduce(line, "d", "a");
    introduce(line, "a", "b"); // d's last partner is a, a's is b
    line.join("d");
    line.join("c");
    line.join("a");
    EXPECT_EQ(line.match("a"), "c");
}

TEST(Line, takes_the_last_partner_again_when_there_is_nobody_else) {
    Line line;
    introduce(line, "a", "b");
    line.join("b");
    line.join("a");
    EXPECT_EQ(line.match("a"), "b");
}

TEST(Line, forgets_the_last_partner_of_who_left) {
    Line line;
    introduce(line, "a", "b");
    line.leave("a");
    line.leave("b");
    line.join("b");
    line.join("c");
    line.join("a");
    EXPECT_EQ(line.match("a"), "b");
}

namespace {

/// Does at random what a crowd does, and checks every answer against a plain model.
class Crowd {
public:
    Crowd(unsigned seed, int people) : random_(seed), people_(people) {}

    void step() {
        const std::string id = "p" + std::to_string(pick(people_));
        const int what = pick(10);
        if (what == 0)
            leave(id);
        else if (what < 6)
            join(id);
        else
            match(id);
        ASSERT_EQ(line_.size(), waiting_.size());
        for (const auto &other : waiting_)
            ASSERT_TRUE(line_.waits(other));
    }
    size_t matches = 0;

private:
    int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }

    void leave(const std::string &id) {
        line_.leave(id);
        std::erase(waiting_, id);
        last_.erase(id);
    }
    bool knows(const std::string &a, const std::string &b) { return last_[a] == b || last_[b] == a; }

    void join(const std::string &id) {
        line_.join(id);
        if (std::find(waiting_.begin(), waiting_.end(), id) == waiting_.end())
            waiting_.push_back(id);
    }
    void match(const std::string &id) {
        auto others = waiting_;
        const bool waits = std::erase(others, id) > 0;
        others.resize(std::min<size_t>(others.size(), 8));
        const auto stranger =
            std::find_if(others.begin(), others.end(), [&](const auto &other) { return !knows(id, other); });
        const auto partner = line_.match(id);
        ASSERT_EQ(partner.has_value(), waits && !others.empty());
        if (!partner)
            return;
        ASSERT_EQ(*partner, stranger != others.end() ? *stranger : others.front());
        std::erase(waiting_, id);
        std::erase(waiting_, *partner);
        last_[id] = *partner;
        last_[*partner] = id;
        ++matches;
    }

    std::mt19937 random_;
    const int people_;
    Line line_;
    std::vector<std::string> waiting_;
    std::map<std::string, std::string> last_;
};

} // namespace

TEST(Line, holds_its_promises_over_random_sequences) {
    for (const int people : {1, 2, 3, 5, 20}) {
        for (unsigned seed = 0; seed < 50; ++seed) {
            Crowd crowd(seed, people);
            for (int i = 0; i < 400; ++i) {
                crowd.step();
                if (testing::Test::HasFatalFailure())
                    FAIL() << people << " people, seed " << seed << ", step " << i;
            }
            EXPECT_EQ(crowd.matches == 0, people == 1);
        }
    }
}
