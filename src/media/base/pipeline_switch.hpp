// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

#include "media/base/gst.hpp"

namespace callbooth::media {

/// The state of a long-lived pipeline: changed on a worker thread, where that may block, and turned off for good by its
/// owner. What comes after that changes nothing, so that a pipeline that is just being started is not started again
/// behind its end. Thread-safe; shared by the owner and the jobs.
class PipelineSwitch {
public:
    explicit PipelineSwitch(Ref<GstElement> pipeline) : pipeline_(std::move(pipeline)) {}

    GstElement *pipeline() const { return pipeline_.get(); }
    bool off() const { return off_; }

    /// False when the change failed (said on the bus) or the pipeline was turned off.
    bool change(GstState state) {
        const std::lock_guard lock(mutex_);
        return !off_ && set(state) != GST_STATE_CHANGE_FAILURE;
    }

    /// A camera that hangs in a change hangs on: then its pipeline is left as it is.
    void turn_off() {
        off_ = true;
        if (const std::unique_lock lock(mutex_, patience); lock)
            set(GST_STATE_NULL);
        else
            gst_object_ref(pipeline_.get());
    }

private:
    static constexpr std::chrono::seconds patience{3};

    GstStateChangeReturn set(GstState state);

    const Ref<GstElement> pipeline_;
    std::timed_mutex mutex_;
    std::atomic<bool> off_ = false;
};

} // namespace callbooth::media
