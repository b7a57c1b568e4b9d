// SPDX-License-Identifier: MIT
#include "host/metrics.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using host::MetricTable;

namespace {

std::string problem(MetricTable &table, Metric metric) {
    try {
        const auto subscription = table.gauge(std::move(metric), [] { return 0; });
        return "";
    } catch (const Error &e) {
        return e.what();
    }
}

} // namespace

TEST(Metrics, are_told_in_the_text_format_of_prometheus) {
    MetricTable table;
    double value = 1;
    const auto a = table.counter({"b_total", "things", {{"kind", "x"}, {"of", "y"}}}, [&] { return value; });
    const auto b = table.counter({"b_total", "things", {{"kind", "w"}}}, [] { return 1e12; });
    const auto c = table.gauge({"a", "others"}, [] { return 0.5; });
    EXPECT_EQ(table.text(), "# HELP a others\n# TYPE a gauge\na 0.5\n"
                            "# HELP b_total things\n# TYPE b_total counter\n"
                            "b_total{kind=\"w\"} 1000000000000\nb_total{kind=\"x\",of=\"y\"} 1\n");
    value = 2;
    EXPECT_NE(table.text().find("b_total{kind=\"x\",of=\"y\"} 2\n"), std::string::npos);
}

TEST(Metrics, tell_how_values_are_spread) {
    MetricTable table;
    Histogram histogram({0.1, 1});
    for (const double value : {0.05, 0.1, 0.5, 5.0})
        histogram.observe(value);
    const auto plain = table.histogram({"h_seconds", "time"}, histogram);
    const auto labelled = table.histogram({"h_seconds", "time", {{"of", "x"}}}, histogram);
    EXPECT_EQ(table.text(), "# HELP h_seconds time\n# TYPE h_seconds histogram\n"
                            "h_seconds_bucket{le=\"0.1\"} 2\nh_seconds_bucket{le=\"1\"} 3\n"
                            "h_seconds_bucket{le=\"+Inf\"} 4\nh_seconds_sum 5.65\nh_seconds_count 4\n"
                            "h_seconds_bucket{of=\"x\",le=\"0.1\"} 2\nh_seconds_bucket{of=\"x\",le=\"1\"} 3\n"
                            "h_seconds_bucket{of=\"x\",le=\"+Inf\"} 4\nh_seconds_sum{of=\"x\"} 5.65\n"
                            "h_seconds_count{of=\"x\"} 4\n");
}

TEST(Metrics, escape_what_would_break_a_line) {
    MetricTable table;
    const auto a = table.gauge({"a", "two\nlines", {{"l", "\"\\\n"}}}, [] { return 1; });
    EXPECT_EQ(table.text(), "# HELP a two\\nlines\n# TYPE a gauge\na{l=\"\\\"\\\\\\n\"} 1\n");
}

TEST(Metrics, go_with_their_subscription) {
    MetricTable table;
    {
        const auto a = table.gauge({"a", ""}, [] { return 1; });
        EXPECT_NE(table.text(), "");
    }
    EXPECT_EQ(table.text(), "");
    const auto again = table.counter({"a", ""}, [] { return 1; });
}

TEST(Metrics, may_go_before_what_subscribed) {
    auto table = std::make_unique<MetricTable>();
    const auto a = table->gauge({"a", ""}, [] { return 1; });
    table.reset();
}

TEST(Metrics, say_what_is_wrong) {
    MetricTable table;
    const auto a = table.counter({"a", "", {{"l", "x"}}}, [] { return 1; });
    EXPECT_EQ(problem(table, {"a", "", {{"l", "y"}}}), "metric 'a' is a counter, not a gauge");
    const auto b = table.gauge({"b", "", {{"l", "x"}}}, [] { return 1; });
    EXPECT_EQ(problem(table, {"b", "", {{"l", "x"}}}), "there is a metric 'b{l=\"x\"}' already");
    EXPECT_EQ(problem(table, {"", ""}), "'' is no name of a metric: small letters, digits and _");
    EXPECT_EQ(problem(table, {"0a", ""}), "'0a' is no name of a metric: small letters, digits and _");
    EXPECT_EQ(problem(table, {"c", "", {{"a b", ""}}}), "'a b' of metric 'c' is no name of a label");
}
