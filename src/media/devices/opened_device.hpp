// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "media/base/gst.hpp"
#include "media/base/pipeline_switch.hpp"
#include "media/base/worker.hpp"
#include <callbooth/plugin.hpp>

namespace callbooth::media {

/// A device with a pipeline of its own. What goes wrong in it stays in it. Opened and closed on threads of an unlimited
/// Worker, because a camera may hang. Main context only.
class OpenedDevice {
public:
    using Log = std::function<void(Level, const std::string &)>;
    /// `failed` is called at most once, and not after the end of the device.
    using Failed = std::function<void(const std::string &why)>;
    /// Makes the source or the sink; on a worker thread. Throws Error.
    using MakeElement = std::function<Ref<GstElement>()>;

    /// Closes it on a worker thread, unless it is closed already.
    virtual ~OpenedDevice();
    OpenedDevice(const OpenedDevice &) = delete;
    OpenedDevice &operator=(const OpenedDevice &) = delete;

    /// Closes it now, for the end of the program; takes 3 s at most.
    void close();

    /// It has delivered, or played, something.
    virtual bool works() const = 0;
    /// It should have by now: an opening may take long, what is open may not.
    bool overdue() const;
    /// It is still being opened.
    bool opening() const { return opened_at_ == 0; }
    /// Lives as long as this, or until the last job of opening and closing is done.
    std::weak_ptr<void> activity() const { return activity_; }

    /// Calls this one when it fails, from now on.
    void when_failed(Failed failed) { failed_ = std::move(failed); }

protected:
    OpenedDevice(const Timeline &timeline, Worker &worker, Log log, Failed failed);

    /// What the log shall hear of the opening; an empty text: nothing.
    struct Remark {
        Level level = Level::info;
        std::string text;
    };
    /// Completes the pipeline and starts it; on a worker thread, and perhaps after the end of this. Throws Error.
    void open(std::function<Remark(PipelineSwitch &)> job);

    GstElement *pipeline() const { return pipeline_.get(); }
    gint64 opened_at() const { return opened_at_; }

private:
    std::function<void(const std::string &)> fail_once();

    Worker &worker_;
    Ref<GstElement> pipeline_;
    const std::shared_ptr<PipelineSwitch> switch_;
    const Log log_;
    Failed failed_;
    std::shared_ptr<void> activity_ = std::make_shared<char>();
    gint64 begun_at_ = g_get_monotonic_time();
    gint64 opened_at_ = 0; ///< 0: not yet
    Mailbox mailbox_;
};

} // namespace callbooth::media
