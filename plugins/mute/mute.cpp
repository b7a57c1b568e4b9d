// SPDX-License-Identifier: MIT
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/mute.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace {

using namespace callbooth;

constexpr std::array both = {MediaKind::audio, MediaKind::video};

class MuteCommands final : public Plugin {
public:
    struct Config {
        bool audio = false;
        bool video = false;
        bool push_to_talk = false;
        int64_t talk_limit = 60;
    };
    static inline const Property<Config> properties[] = {
        {.name = "audio", .field = &Config::audio, .doc = "starts without sound: the partner hears silence"},
        {.name = "video", .field = &Config::video, .doc = "starts without picture: the partner sees black"},
        {.name = "push-to-talk",
         .field = &Config::push_to_talk,
         .doc = "sound is muted but between the commands 'talk on' and 'talk off', for a key or a button; the end of a "
                "call ends it, too"},
        {.name = "talk-limit",
         .field = &Config::talk_limit,
         .doc = "seconds after which 'talk on' ends by itself, unless it is said again; a button may be stuck",
         .min = 1,
         .max = 3600},
    };
    using Requires = Services<Commands, Mute>;

    MuteCommands(Host &host, Config config) : host_(host), mute_(host.require<Mute>()), config_(config) {
        for (const auto kind : both)
            if (starts_muted(kind))
                mute_.mute(kind, true);
    }

    void start() override {
        auto &commands = host_.require<Commands>();
        subscriptions_.push_back(
            commands.add({"mute", "[audio | video]", "Keeps sound, picture or both from the partner",
                          [this](std::string_view what) { return set(what, true); }}));
        subscriptions_.push_back(commands.add({"unmute", "[audio | video]", "Lets the partner hear and see again",
                                               [this](std::string_view what) { return set(what, false); }}));
        if (config_.push_to_talk)
            add_talk(commands);
    }
    void stop() override { limit_.cancel(); }

private:
    bool starts_muted(MediaKind kind) const {
        return kind == MediaKind::video ? config_.video : config_.audio || config_.push_to_talk;
    }

    std::string set(std::string_view what, bool on) {
        if (what != "" && what != "audio" && what != "video")
            throw Error(
                fmt::format("'{}' can be neither muted nor unmuted: say audio, video or nothing for both", what));
        if (what == "audio" && !on && config_.push_to_talk)
            throw Error("sound is heard between 'talk on' and 'talk off' only: push-to-talk is set");
        for (const auto kind : both)
            if (what == to_string(kind) || (what.empty() && applies(kind, on)))
                mute_.mute(kind, on);
        if (on && what != "video")
            limit_.cancel();
        return summary();
    }
    bool applies(MediaKind kind, bool on) const {
        return mute_.captured(kind) && (on || kind == MediaKind::video || !config_.push_to_talk);
    }

    void add_talk(Commands &commands) {
        subscriptions_.push_back(commands.add({"talk", "on | off", "Is heard from 'on' to 'off': for a key or a button",
                                               [this](std::string_view how) { return talk(how); }}));
        if (auto *booth = host_.find<Booth>())
            subscriptions_.push_back(booth->call_removed.subscribe([this](Call &, EndReason) { end_talk(); }));
    }
    // A button that is still held was pressed for the partner who has gone.
    void end_talk() {
        if (!limit_.active())
            return;
        limit_.cancel();
        mute_.mute(MediaKind::audio, true);
        awaits_off_ = true;
    }
    std::string talk(std::string_view how) {
        if (how != "on" && how != "off")
            throw Error("say 'talk on' or 'talk off'");
        awaits_off_ = awaits_off_ && how == "on";
        if (awaits_off_)
            return "the call has ended: release the button first";
        limit_.cancel();
        mute_.mute(MediaKind::audio, how == "off");
        if (how == "on")
            limit_ = Source::after(
                std::chrono::seconds(config_.talk_limit), [this] { talk_too_long(); }, host_.context());
        return {};
    }
    void talk_too_long() {
        mute_.mute(MediaKind::audio, true);
        host_.log(Level::warning,
                  fmt::format("sound is muted again: nobody said 'talk off' for {} s", config_.talk_limit));
    }

    std::string summary() const {
        std::vector<std::string> words;
        for (const auto kind : both)
            if (mute_.captured(kind))
                words.push_back(fmt::format("{} {}", to_string(kind), mute_.muted(kind) ? "muted" : "on"));
        return words.empty() ? "nothing is captured: there is nothing to mute"
                             : fmt::format("{}", fmt::join(words, ", "));
    }

    Host &host_;
    Mute &mute_;
    const Config config_;
    std::vector<Subscription> subscriptions_;
    Source limit_;
    bool awaits_off_ = false; ///< a call ended while 'talk on' lasted
};

} // namespace

CALLBOOTH_PLUGIN(MuteCommands, "mute", "Commands to keep sound or picture from the partner; push-to-talk");
