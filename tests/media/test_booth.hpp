// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "media/booth.hpp"
#include "media/linked_signaling.hpp"
#include "support/fake_services.hpp"
#include "support/loop.hpp"

namespace callbooth::test {

struct Fragments {
    std::string video = "videotestsrc pattern=ball ! video/x-raw,width=320,height=240,framerate=15/1";
    std::string audio = "audiotestsrc wave=sine freq=440";
    std::string encode_video = "vp8enc deadline=1 cpu-used=8 keyframe-max-dist=3000 ! rtpvp8pay";
    std::string encode_audio = "opusenc ! rtpopuspay";
    std::string render_video = "fakesink";
    std::string render_audio = "fakesink";
};

inline std::optional<config::Fragment> fragment(const std::string &text) {
    if (text.empty())
        return std::nullopt;
    return config::Fragment{text, {}, true};
}

inline config::PipelineFile pipeline_file(const Fragments &f = {}) {
    config::PipelineFile file;
    file.capture = config::MediaSection{{}, fragment(f.video), fragment(f.audio)};
    file.encode = config::MediaSection{{}, fragment(f.encode_video), fragment(f.encode_audio)};
    file.render = config::MediaSection{{}, fragment(f.render_video), fragment(f.render_audio)};
    return file;
}

/// A booth with its own status board, on a wire with others.
struct TestBooth {
    TestBooth(LinkedSignaling::Net &net, const std::string &id, config::PipelineFile pipeline = pipeline_file(),
              Abilities abilities = {.separate_data = true})
        : file(std::move(pipeline)), signaling(net, id, std::move(abilities)),
          booth(file, config::plan_media(file), status, commands, [id](Level level, std::string_view text) {
              if (level >= Level::warning)
                  g_printerr("%s: %.*s\n", id.c_str(), static_cast<int>(text.size()), text.data());
          }) {
        booth.want_channel({"chat", "json", true});
        subscriptions.push_back(booth.call_removed.subscribe([this](Call &, EndReason why) {
            ends.push_back(why);
            of_channels_.clear(); // a thousand calls leave nothing behind
        }));
        subscriptions.push_back(booth.channel_added.subscribe([this](Call &, DataChannel &c) { listen(c); }));
        booth.start(&signaling);
    }

    bool connected() { return booth.current() && booth.current()->state() == CallState::connected; }
    /// Pictures of the partner in the present connection.
    uint64_t frames() const { return static_cast<uint64_t>(number("call.video.received.frames")); }
    /// A picture of the partner was decoded; known at once, not when the board is next updated.
    bool sees_partner() {
        const auto *call = static_cast<media::BoothCall *>(booth.current());
        return call && call->video() && call->video()->count() > 0;
    }
    long number(const char *key) const { return std::atol(status.get(key).c_str()); }

    config::PipelineFile file;
    FakeStatus status;
    FakeCommands commands;
    LinkedSignaling signaling;
    media::Booth booth;
    std::vector<EndReason> ends;
    std::vector<std::string> messages;
    DataChannel *channel = nullptr; ///< the last that opened
    std::vector<Subscription> subscriptions;

private:
    void listen(DataChannel &c) {
        of_channels_.push_back(c.opened.subscribe([this, &c] { channel = &c; }));
        of_channels_.push_back(c.message.subscribe([this](const Message &m) { messages.emplace_back(m.bytes); }));
    }

    std::vector<Subscription> of_channels_;
};

inline bool media_flows(TestBooth &booth) {
    return booth.number("call.video.received.frames") > 10 &&
           booth.status.get("call.video.received.size") == "320x240" &&
           booth.number("call.audio.received.frames") > 10 && booth.number("call.audio.received.level") > -30;
}

} // namespace callbooth::test
