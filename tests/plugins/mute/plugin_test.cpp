// SPDX-License-Identifier: MIT
#include <set>

#include "support/fake_booth.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/mute.hpp>
#include <gtest/gtest.h>

using namespace callbooth;

namespace {

class FakeMute final : public Mute {
public:
    bool captured(MediaKind kind) const override { return available.contains(kind); }
    bool muted(MediaKind kind) const override { return on.contains(kind); }
    void mute(MediaKind kind, bool wanted) override {
        if (!captured(kind))
            throw Error("nothing is captured");
        if (wanted)
            on.insert(kind);
        else
            on.erase(kind);
    }

    std::set<MediaKind> available{MediaKind::audio, MediaKind::video};
    std::set<MediaKind> on;
};

struct MutePlugin : testing::Test {
    MutePlugin() { host.offer<Mute>(mute); }
    void start(const Values &values = {}) {
        plugin = host.create(values);
        plugin->start();
    }
    std::string say(std::string_view line) { return host.commands.invoke(line); }
    bool silent() const { return mute.muted(MediaKind::audio); }
    bool black() const { return mute.muted(MediaKind::video); }

    FakeMute mute;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST_F(MutePlugin, mutes_sound_and_picture_apart_and_together) {
    start();
    EXPECT_EQ(say("mute audio"), "audio muted, video on");
    EXPECT_TRUE(silent());
    EXPECT_EQ(say("mute video"), "audio muted, video muted");
    EXPECT_TRUE(black());
    EXPECT_EQ(say("unmute audio"), "audio on, video muted");
    EXPECT_EQ(say("mute"), "audio muted, video muted");
    EXPECT_EQ(say("unmute"), "audio on, video on");
    EXPECT_THROW(say("mute everything"), Error);
    EXPECT_FALSE(silent() || black());
}

TEST_F(MutePlugin, starts_as_it_is_told) {
    start({{"video", true}});
    EXPECT_TRUE(black());
    EXPECT_FALSE(silent());
}

TEST_F(MutePlugin, has_to_do_with_what_is_captured_only) {
    mute.available = {MediaKind::audio};
    start();
    EXPECT_EQ(say("mute"), "audio muted");
    EXPECT_THROW(say("mute video"), Error);
}

TEST_F(MutePlugin, lets_talk_while_a_button_is_held) {
    start({{"push-to-talk", true}});
    EXPECT_TRUE(silent());
    say("talk on");
    EXPECT_FALSE(silent());
    say("talk off");
    EXPECT_TRUE(silent());
    EXPECT_THROW(say("talk"), Error);
    EXPECT_THROW(say("unmute audio"), Error);
    say("mute video");
    EXPECT_EQ(say("unmute"), "audio muted, video on");
}

TEST_F(MutePlugin, ends_a_talk_with_the_call_until_the_button_is_pressed_anew) {
    test::FakeBooth booth;
    host.offer<Booth>(booth);
    start({{"push-to-talk", true}});
    booth.begin("ann");
    say("talk on");
    booth.end(EndReason::remote_hangup);
    EXPECT_TRUE(silent());
    booth.begin("bob");
    EXPECT_EQ(say("talk on"), "the call has ended: release the button first");
    EXPECT_TRUE(silent());
    say("talk off");
    say("talk on");
    EXPECT_FALSE(silent());
    say("talk off");
    booth.end(EndReason::remote_hangup);
    say("talk on");
    EXPECT_FALSE(silent());
}

TEST_F(MutePlugin, ends_a_talk_that_nobody_ends) {
    start({{"push-to-talk", true}, {"talk-limit", int64_t{1}}});
    say("talk on");
    EXPECT_TRUE(test::run_until([&] { return silent(); }));
    EXPECT_TRUE(host.logged("muted again", Level::warning));
}

TEST_F(MutePlugin, knows_no_talk_without_push_to_talk) {
    start();
    EXPECT_THROW(say("talk on"), Error);
}
