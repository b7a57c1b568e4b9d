// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "media/base/gst.hpp"
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

namespace callbooth::media {

/// Carries the samples of one pipeline's appsink into the appsrcs of others by reference, never copied and never waited
/// for: an appsrc that does not keep up drops. Encoded video starts at each appsrc with a key frame. Thread-safe;
/// destroyed before or after its pipeline.
class Feed {
    struct Shared;

public:
    /// A handle of the Feed for who may outlive it.
    class Outlet {
    public:
        void attach(const Ref<GstElement> &appsrc) const;
        void detach(const Ref<GstElement> &appsrc) const;

    private:
        friend class Feed;
        explicit Outlet(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
        std::shared_ptr<Shared> shared_;
    };

    explicit Feed(const Ref<GstElement> &appsink);
    ~Feed();
    Feed(const Feed &) = delete;
    Feed &operator=(const Feed &) = delete;

    Outlet outlet() const { return Outlet(shared_); }
    void attach(const Ref<GstElement> &appsrc) { outlet().attach(appsrc); }
    void detach(const Ref<GstElement> &appsrc) { outlet().detach(appsrc); }
    /// Asks the encoder for a key frame, at most one each 200 ms.
    void request_key_frame();

    /// How many samples went by.
    uint64_t count() const { return shared_->count; }
    /// When the first one did, in g_get_monotonic_time()'s microseconds; 0 before.
    gint64 first_at() const { return shared_->first_at; }
    /// When the last one did; 0 before the first.
    gint64 last_at() const { return shared_->last_at; }
    /// `320x240` of raw or encoded video, empty before the first sample.
    std::string size() const;
    /// The caps of the last sample; null before the first.
    Handle<GstCaps> caps() const;

private:
    struct Consumer {
        Ref<GstElement> appsrc;
        gulong event_probe;
        bool wants_key_frame = true;
    };
    // Lives on in the appsink's callbacks and the appsrcs' probes while their threads still use it.
    struct Shared {
        explicit Shared(Ref<GstElement> sink) : appsink(std::move(sink)) {}

        Ref<GstElement> appsink; // a cycle that ~Feed cuts
        std::atomic<uint64_t> count = 0;
        std::atomic<gint64> first_at = 0;
        std::atomic<gint64> last_at = 0;
        std::atomic<gint64> last_request = 0;
        mutable std::mutex mutex;
        Handle<GstCaps> caps;
        std::vector<Consumer> consumers;

        GstFlowReturn pass_on();
        bool deliver(GstSample *sample);
        void request_key_frame();
    };
    static GstPadProbeReturn on_upstream_event(GstPad *, GstPadProbeInfo *info, gpointer data);

    std::shared_ptr<Shared> shared_;
};

} // namespace callbooth::media
