// SPDX-License-Identifier: MIT
#include "media/devices/opened_device.hpp"

namespace callbooth::media {

using namespace std::chrono_literals;

namespace {

/// A camera may take long to open.
constexpr auto opening_limit = 5s;
/// Open, but there comes nothing.
constexpr auto idle_limit = 3s;

bool passed(gint64 since, std::chrono::microseconds limit) { return g_get_monotonic_time() - since > limit.count(); }

} // namespace

OpenedDevice::OpenedDevice(const Timeline &timeline, Worker &worker, Log log, Failed failed)
    : worker_(worker), pipeline_(Ref<GstElement>::share(gst_pipeline_new(nullptr))),
      switch_(std::make_shared<PipelineSwitch>(pipeline_)), log_(std::move(log)), failed_(std::move(failed)) {
    timeline.apply(pipeline_.get());
    watch_bus(pipeline_.get(), mailbox_.address(), [fail = fail_once()](GstMessage *message) {
        if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
            fail(message_text(message));
        else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS)
            fail("it came to its end");
    });
}

std::function<void(const std::string &)> OpenedDevice::fail_once() {
    return [this](const std::string &why) {
        mailbox_.close();
        const auto failed = failed_; // it may destroy this
        failed(why);
    };
}

void OpenedDevice::open(std::function<Remark(PipelineSwitch &)> job) {
    worker_.run([this, opened = switch_, address = mailbox_.address(), job = std::move(job), fail = fail_once(),
                 activity = activity_] {
        try {
            address.post([this, remark = job(*opened)] {
                opened_at_ = g_get_monotonic_time();
                if (!remark.text.empty())
                    log_(remark.level, remark.text);
            });
        } catch (const Error &e) {
            address.post([fail, why = std::string(e.what())] { fail(why); });
        }
    });
}

OpenedDevice::~OpenedDevice() {
    mailbox_.close();
    if (!switch_->off())
        worker_.run([opened = switch_, activity = activity_] { opened->turn_off(); });
}

void OpenedDevice::close() {
    mailbox_.close();
    PipelineSwitch::turn_off_in_time(switch_, worker_);
}

bool OpenedDevice::overdue() const {
    return opened_at_ == 0 ? passed(begun_at_, opening_limit) : passed(opened_at_, idle_limit);
}

} // namespace callbooth::media
