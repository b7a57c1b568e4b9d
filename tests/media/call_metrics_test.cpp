// SPDX-License-Identifier: MIT
#include "media/call_metrics.hpp"
#include "support/fake_booth.hpp"
#include "support/fake_services.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

TEST(CallMetrics, count_calls_and_why_they_ended) {
    test::FakeBooth booth;
    test::FakeMetrics metrics;
    const CallMetrics numbers(booth, metrics);
    EXPECT_EQ(metrics.get("callbooth_calls_total"), 0);
    EXPECT_EQ(metrics.get("callbooth_calls_ended_total remote-gone"), 0);
    booth.call("first");
    booth.end(EndReason::remote_gone);
    booth.begin("second");
    booth.end(EndReason::local_next);
    booth.begin("third");
    EXPECT_EQ(metrics.get("callbooth_calls_total"), 3);
    EXPECT_EQ(metrics.get("callbooth_calls_ended_total remote-gone"), 1);
    EXPECT_EQ(metrics.get("callbooth_calls_ended_total local-next"), 1);
}

TEST(CallMetrics, know_every_reason) {
    test::FakeBooth booth;
    test::FakeMetrics metrics;
    const CallMetrics numbers(booth, metrics);
    for (int reason = 0; std::string_view(to_string(static_cast<EndReason>(reason))) != "?"; ++reason)
        EXPECT_EQ(metrics.get(std::string("callbooth_calls_ended_total ") + to_string(static_cast<EndReason>(reason))),
                  0);
}

} // namespace callbooth::media
