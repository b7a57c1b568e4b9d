// SPDX-License-Identifier: MIT
#include "media/local/local_pipeline.hpp"

#include <chrono>

#include <fmt/format.h>

namespace callbooth::media {

using namespace std::chrono_literals;

LocalPipeline::LocalPipeline(Role role, const std::string &description, const Timeline &timeline, const Worker &worker,
                             Listeners on)
    : role_(role), worker_(worker), on_(std::move(on)), pipeline_(parse_pipeline(description)) {
    timeline.apply(pipeline_.get());
    watch_bus(pipeline_.get(), mailbox_.address(), [this](GstMessage *message) { on_message(message); });
}

void LocalPipeline::start() {
    ++starts_;
    worker_.run([pipeline = switch_, play = on_.play] { play(*pipeline); });
}

void LocalPipeline::finish() {
    mailbox_.close();
    retry_.cancel();
    PipelineSwitch::finish_in_time(switch_, worker_);
}

void LocalPipeline::turn_off() {
    mailbox_.close();
    retry_.cancel();
    switch_->turn_off();
}

void LocalPipeline::on_message(GstMessage *message) {
    const bool capture = role_ == Role::capture;
    switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR: return restart_later(message_text(message));
    case GST_MESSAGE_EOS: return capture ? restart_later("the source came to its end") : void();
    case GST_MESSAGE_WARNING: return capture ? on_.log(Level::warning, message_text(message)) : void();
    case GST_MESSAGE_LATENCY: return on_.latency_changed ? on_.latency_changed() : void();
    default: return;
    }
}

void LocalPipeline::restart_later(const std::string &why) {
    if (retry_.active())
        return; // one fault sends several messages
    on_.log(Level::error, fmt::format("{} stopped: {}; starting it again in 2 s",
                                      role_ == Role::capture ? "capture" : "render", why));
    worker_.run([pipeline = switch_] { pipeline->change(GST_STATE_NULL); });
    retry_ = Source::after(2s, [this] { start(); });
}

} // namespace callbooth::media
