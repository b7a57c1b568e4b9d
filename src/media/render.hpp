// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

#include <callbooth/plugin.hpp>

#include "media/feed.hpp"
#include "media/pipeline_switch.hpp"
#include "media/worker.hpp"
#include "spec/pipeline_file.hpp"

namespace callbooth::media {

/// The long-lived pipeline that shows the partner, and between calls one's own picture or black. Main context only.
class Render {
public:
    using Log = std::function<void(Level, std::string_view)>;

    /// `preview` is shown between calls; null: black. `latency` is the jitter buffer's, in milliseconds.
    Render(const spec::PipelineFile &file, const Timeline &timeline, Worker &worker, Feed *preview, unsigned latency,
           Log log);
    ~Render();
    Render(const Render &) = delete;
    Render &operator=(const Render &) = delete;

    void start();
    /// Shows a call's media; the feeds live until `show_nobody()`. Null leaves that kind as it is.
    void show_partner(Feed *video, Feed *audio);
    void show_nobody();

private:
    struct Output {
        Ref<GstElement> appsrc;
        Feed *feed = nullptr;

        void switch_to(Feed *next);
    };
    void on_message(GstMessage *message);
    void show_black();

    Worker &worker_;
    Log log_;
    Ref<GstElement> pipeline_;
    const std::shared_ptr<PipelineSwitch> switch_ = std::make_shared<PipelineSwitch>(pipeline_);
    Feed *preview_;
    Output video_;
    Output audio_;
    Source retry_;
    Connection added_;
    Mailbox mailbox_;
};

} // namespace callbooth::media
