// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "media/base/pipeline_switch.hpp"
#include "media/base/worker.hpp"
#include <callbooth/plugin.hpp>

namespace callbooth::media {

/// One long-lived pipeline of capture or render. When it fails it is started again after a pause, and nothing else is.
/// Main context only.
class LocalPipeline {
public:
    enum class Role {
        capture, ///< its EOS is a fault, and its warnings are logged
        render,  ///< its sinks warn of each picture that is late
    };
    struct Listeners {
        std::function<void(Level, std::string_view)> log;
        /// Starts it: changes its state, on a thread of the worker.
        std::function<void(PipelineSwitch &)> play;
        std::function<void()> latency_changed;
    };

    /// Throws Error when the description cannot be built.
    LocalPipeline(Role role, const std::string &description, const Timeline &timeline, const Worker &worker,
                  Listeners on);
    LocalPipeline(const LocalPipeline &) = delete;
    LocalPipeline &operator=(const LocalPipeline &) = delete;
    /// Leaves it as it is, unless it was ended: call one of the two before.
    ~LocalPipeline() = default;

    void start();
    /// Ends it with EOS, so that what it writes into files is complete; takes 3 s at most.
    void finish();
    /// Turns it off now, on this thread, as elements of GTK need it.
    void turn_off();

    GstElement *get() const { return pipeline_.get(); }
    /// 1 in a life without faults.
    unsigned starts() const { return starts_; }

private:
    void on_message(GstMessage *message);
    void restart_later(const std::string &why);

    const Role role_;
    const Worker worker_;
    const Listeners on_;
    const Ref<GstElement> pipeline_;
    const std::shared_ptr<PipelineSwitch> switch_ = std::make_shared<PipelineSwitch>(pipeline_);
    unsigned starts_ = 0;
    Source retry_;
    Mailbox mailbox_;
};

} // namespace callbooth::media
