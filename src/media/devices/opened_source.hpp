// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "media/base/feed.hpp"
#include "media/devices/camera_modes.hpp"
#include "media/devices/opened_device.hpp"

namespace callbooth::media {

/// An open camera or microphone, or what stands in for one. Main context only.
class OpenedSource final : public OpenedDevice {
public:
    struct Plan {
        MakeElement make;        ///< null: the placeholder
        Handle<GstCaps> offered; ///< the device's modes; null: the source is asked
        std::shared_ptr<const Wanted> wanted;
    };
    /// Begins to open it.
    OpenedSource(Plan plan, const Timeline &timeline, Worker &worker, Log log, Failed failed);

    Feed &feed() { return *feed_; }
    bool works() const override { return feed_->count() > 0; }
    /// Since its last picture or sound, or since it began to be opened.
    std::chrono::microseconds silent_for() const;
    /// Between two pictures, in the mode that was chosen; zero when unknown.
    std::chrono::microseconds interval() const { return interval_->load(); }

private:
    using Interval = std::atomic<std::chrono::microseconds>;

    std::unique_ptr<Feed> feed_;
    const std::shared_ptr<Interval> interval_ = std::make_shared<Interval>(std::chrono::microseconds(0));
    gint64 begun_at_ = g_get_monotonic_time();
};

} // namespace callbooth::media
