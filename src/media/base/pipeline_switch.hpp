// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

#include "media/base/gst.hpp"
#include "media/base/worker.hpp"

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

    /// May block: a camera that hangs in a change hangs on, and then its pipeline is left as it is after 3 s; one may
    /// hang in this change, too.
    void turn_off() {
        off_ = true;
        if (const std::unique_lock lock(mutex_, patience); lock)
            set(GST_STATE_NULL);
        else
            gst_object_ref(pipeline_.get());
    }
    /// For the end of the program: turns it off on a thread of `worker` and waits for that 3 s at most. Of elements
    /// that need the calling thread for it, as GTK's, turn_off() is the one.
    static void turn_off_in_time(const std::shared_ptr<PipelineSwitch> &pipeline, const Worker &worker);
    /// The same, behind an EOS, for which it waits a second at most. Nobody else gets the bus's messages any more.
    static void finish_in_time(const std::shared_ptr<PipelineSwitch> &pipeline, const Worker &worker);

private:
    static constexpr std::chrono::seconds patience{3};

    GstStateChangeReturn set(GstState state);
    void drain();
    static void end(const std::shared_ptr<PipelineSwitch> &pipeline, const Worker &worker,
                    void (*how)(PipelineSwitch &));

    const Ref<GstElement> pipeline_;
    std::timed_mutex mutex_;
    std::atomic<bool> off_ = false;
};

} // namespace callbooth::media
