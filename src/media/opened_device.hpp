// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <callbooth/plugin.hpp>

#include "media/feed.hpp"
#include "media/modes.hpp"
#include "media/pipeline_switch.hpp"
#include "media/worker.hpp"

namespace callbooth::media {

/// A source with a pipeline of its own: a device, or what stands in for one. What goes wrong in it stays in it. Opened
/// and closed on a worker thread, because a camera may hang. Main context only.
class OpenedDevice {
public:
    using Log = std::function<void(Level, const std::string &)>;
    /// Makes the source element; on a worker thread. Throws Error.
    using MakeSource = std::function<Ref<GstElement>()>;

    struct Plan {
        MakeSource make;         ///< null: the placeholder
        Handle<GstCaps> offered; ///< the device's modes; null: the source is asked
        std::shared_ptr<const Wanted> wanted;
    };
    /// Begins to open it. `failed` is called at most once, and not after the end of this object.
    OpenedDevice(Plan plan, const Timeline &timeline, Worker &worker, Log log, std::function<void(std::string)> failed);
    /// Closes it on a worker thread, unless it is closed already.
    ~OpenedDevice();
    OpenedDevice(const OpenedDevice &) = delete;
    OpenedDevice &operator=(const OpenedDevice &) = delete;

    /// Closes it now, for the end of the program.
    void close();

    Feed &feed() { return *feed_; }
    bool delivers() const { return feed_->count() > 0; }
    /// Since its last picture or sound, or since it was opened.
    std::chrono::microseconds silent_for() const;

private:
    Worker &worker_;
    Ref<GstElement> pipeline_;
    const std::shared_ptr<PipelineSwitch> switch_ = std::make_shared<PipelineSwitch>(pipeline_);
    std::unique_ptr<Feed> feed_;
    gint64 opened_at_ = g_get_monotonic_time();
    Mailbox mailbox_;
};

} // namespace callbooth::media
