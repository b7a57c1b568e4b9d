// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "config/media_plan.hpp"
#include "media/base/feed.hpp"
#include "media/base/worker.hpp"
#include "media/devices/speaker_slot.hpp"
#include "media/local/local_pipeline.hpp"
#include <callbooth/plugin.hpp>

namespace callbooth::media {

/// The long-lived pipelines that show the partner and play it, and between calls show one's own picture or black. Main
/// context only.
class Render {
public:
    using Log = std::function<void(Level, std::string_view)>;

    /// `preview` is shown between calls; null: black. `latency` is the jitter buffer's, in milliseconds.
    Render(const config::MediaPlan &plan, const Timeline &timeline, Worker &worker, Feed *preview, unsigned latency,
           Log log);
    ~Render();
    Render(const Render &) = delete;
    Render &operator=(const Render &) = delete;

    void start();
    /// Shows a call's media; the feeds live until `show_nobody()`. Null leaves that kind as it is.
    void show_partner(Feed *video, Feed *audio);
    void show_nobody();
    /// Null when the file has no element of that name.
    SpeakerSlot *speaker() { return speaker_.get(); }

private:
    struct Output {
        Ref<GstElement> appsrc;
        Feed *feed = nullptr;

        void switch_to(Feed *next);
    };
    std::unique_ptr<SpeakerSlot> make_speaker(const config::MediaPlan &plan, const Timeline &timeline,
                                              GstClockTime latency);
    Ref<GstElement> find(const char *name) const;
    void align();
    void show_black();

    Worker &worker_;
    Log log_;
    std::vector<std::unique_ptr<LocalPipeline>> pipelines_;
    Feed *preview_;
    Output video_;
    Output audio_;
    std::unique_ptr<SpeakerSlot> speaker_;
    Subscription latency_changed_;
    GstClockTime heard_after_ = 0; ///< at the speaker; 0: there is none, or not yet
    std::vector<Connection> added_;
};

} // namespace callbooth::media
