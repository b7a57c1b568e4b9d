// SPDX-License-Identifier: MIT
#include <atomic>
#include <numeric>
#include <vector>

#include "media/base/strand.hpp"
#include "support/loop.hpp"
#include <callbooth/util/glib.hpp>
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {

bool wait_for(const std::atomic<bool> &flag) {
    const Source clock = Source::every(std::chrono::milliseconds(1), [] { return true; });
    return test::run_until([&] { return flag.load(); });
}

} // namespace

TEST(Strand, runs_its_jobs_one_after_the_other_in_their_order) {
    constexpr int jobs = 500;
    const Worker worker;
    Strand strand(worker);
    std::vector<int> order;
    std::atomic<int> inside = 0;
    std::atomic<bool> overlap = false;
    std::atomic<bool> done = false;
    for (int i = 0; i < jobs; ++i)
        strand.run([&, i] {
            overlap = overlap || inside++ > 0;
            order.push_back(i);
            --inside;
            done = i == jobs - 1;
        });
    ASSERT_TRUE(wait_for(done));
    EXPECT_FALSE(overlap);
    std::vector<int> expected(jobs);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(order, expected);
}

TEST(Strand, does_not_wait_for_another_one_of_the_same_worker) {
    const Worker worker;
    Strand waiting(worker);
    Strand other(worker);
    std::atomic<bool> freed = false;
    std::atomic<bool> done = false;
    waiting.run([&] {
        while (!freed)
            g_usleep(1000);
        done = true;
    });
    other.run([&] { freed = true; });
    EXPECT_TRUE(wait_for(done));
}

TEST(Strand, takes_jobs_from_its_own_jobs) {
    const Worker worker;
    Strand strand(worker);
    std::atomic<bool> done = false;
    strand.run([&] { strand.run([&] { done = true; }); });
    EXPECT_TRUE(wait_for(done));
}

TEST(Strand, finishes_what_waits_when_it_and_its_worker_are_gone) {
    std::atomic<bool> begun = false;
    std::atomic<bool> freed = false;
    std::atomic<bool> done = false;
    {
        Strand strand{Worker()};
        strand.run([&] {
            begun = true;
            while (!freed)
                g_usleep(1000);
        });
        strand.run([&] { done = true; });
        ASSERT_TRUE(wait_for(begun));
    }
    freed = true;
    EXPECT_TRUE(wait_for(done));
}

TEST(Strand, goes_on_after_a_job_that_threw) {
    const Worker worker;
    Strand strand(worker);
    std::atomic<bool> done = false;
    g_test_expect_message("callbooth", G_LOG_LEVEL_CRITICAL, "unexpected: on purpose");
    strand.run([] { throw std::runtime_error("on purpose"); });
    strand.run([&] { done = true; });
    EXPECT_TRUE(wait_for(done));
    g_test_assert_expected_messages();
}

} // namespace callbooth::media
