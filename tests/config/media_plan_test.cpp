// SPDX-License-Identifier: MIT
#include "config/check/check.hpp"
#include "config/media_plan.hpp"
#include "config/parse.hpp"
#include <gtest/gtest.h>

namespace config = callbooth::config;

namespace {

config::MediaPlan checked(const char *text) {
    config::Diagnostics diagnostics;
    const auto source = std::make_shared<const config::Source>(config::Source{"test.toml", text});
    auto plan = config::check(config::parse(source, {}, diagnostics), diagnostics);
    EXPECT_FALSE(diagnostics.failed()) << diagnostics.format();
    return plan;
}

} // namespace

TEST(MediaPlan, has_what_check_has_read) {
    const auto plan = checked("[capture]\nvideo = 'videotestsrc name=camera ! videoflip'\n"
                              "[encode]\nvideo = 'vp8enc deadline=1 ! rtpvp8pay'\n"
                              "[render]\naudio = 'fakesink name=speaker'\n");
    ASSERT_TRUE(plan.video.is_sent());
    EXPECT_EQ(plan.video.capture->tree.chains.front().elements.front().name, "camera");
    EXPECT_EQ(plan.video.encoding.encoder, "vp8enc deadline=1");
    EXPECT_EQ(plan.video.encoding.payloader, "rtpvp8pay");
    EXPECT_FALSE(plan.video.render);
    EXPECT_FALSE(plan.audio.is_sent());
    ASSERT_TRUE(plan.audio.render);
    EXPECT_EQ(plan.audio.render->fragment.text, "fakesink name=speaker");
}
