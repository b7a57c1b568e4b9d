// SPDX-License-Identifier: MIT
#include "media/input.hpp"

#include <fmt/format.h>

namespace callbooth::media {

using namespace std::chrono_literals;

namespace {

constexpr auto tick_interval = 50ms;
/// So long the last picture stands; a camera in the dark may take a quarter of a second for one.
constexpr auto patience = 350ms;
/// Present, but delivers nothing: counts as gone.
constexpr auto dead_after = 3s;
/// A camera may take long to open.
constexpr auto opening_limit = 5s;
constexpr auto retry_pause = 1s;

gint64 microseconds(std::chrono::microseconds time) { return time.count(); }

/// Two devices overlap by a moment when one takes over from the other; an encoder wants times that grow.
struct LastTime {
    GstClockTime pts = GST_CLOCK_TIME_NONE;
};

GstPadProbeReturn keep_monotonic(GstPad *, GstPadProbeInfo *info, gpointer data) {
    auto &last = static_cast<LastTime *>(data)->pts;
    const GstClockTime pts = GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info));
    if (GST_CLOCK_TIME_IS_VALID(last) && pts <= last)
        return GST_PAD_PROBE_DROP;
    last = pts;
    return GST_PAD_PROBE_OK;
}

std::shared_ptr<const Wanted> wanted_at(GstElement *appsrc, DeviceKind kind, const GstCaps *hint) {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(appsrc, "src"));
    const Handle<GstCaps> acceptable(gst_pad_peer_query_caps(pad.get(), nullptr));
    auto wanted = wanted_format(acceptable.get(), hint);
    if (!wanted)
        throw Error(fmt::format("nothing says what the {} shall deliver: put caps behind it", to_string(kind)));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &keep_monotonic, new LastTime,
                      [](gpointer data) { delete static_cast<LastTime *>(data); });
    return std::make_shared<const Wanted>(std::move(*wanted));
}

/// The element of the pipeline file pointed at the device, so that its properties count, or else one of the device's.
OpenedDevice::MakeSource make_source(const Ref<GstDevice> &device, const OpenedDevice::MakeSource &fallback) {
    return [device, fallback] {
        auto own = fallback();
        if (gst_device_reconfigure_element(device.get(), own.get()))
            return own;
        auto element = Ref<GstElement>::share(gst_device_create_element(device.get(), nullptr));
        if (!element)
            throw Error("GStreamer has no element for it");
        return element;
    };
}

} // namespace

Input::Input(DeviceKind kind, Ref<GstElement> appsrc, const GstCaps *hint, OpenedDevice::MakeSource fallback,
             const Timeline &timeline, Worker &worker, Log log)
    : kind_(kind), appsrc_(std::move(appsrc)), wanted_(wanted_at(appsrc_.get(), kind, hint)),
      fallback_(std::move(fallback)), timeline_(timeline), worker_(worker), log_(std::move(log)) {}

Input::~Input() {
    show(nullptr);
    for (const auto *opened : {&device_, &candidate_, &placeholder_})
        if (*opened)
            (*opened)->close();
}

void Input::start() {
    begun_at_ = g_get_monotonic_time();
    if (!candidate_ && !device_)
        open(chosen_);
    ticker_ = Source::every(tick_interval, [this] {
        tick();
        return true;
    });
}

void Input::choose(const std::string &id, const Ref<GstDevice> &device) {
    const bool other = id != chosen_.id;
    chosen_ = {id, device};
    unplugged_ = false;
    trouble_told_ = trouble_told_ && !other;
    if (device_ && used_.id == id)
        candidate_.reset();
    else if (other || !candidate_)
        open(chosen_);
    if (other)
        changed.emit();
    tell_changes();
}

void Input::unplugged(const std::string &id) {
    unplugged_ = unplugged_ || chosen_.id == id;
    if (candidate_ && chosen_.id == id)
        candidate_failed("it was unplugged");
    if (device_ && used_.id == id)
        lost("it was unplugged");
}

void Input::plugged(const std::string &id, const Ref<GstDevice> &device) {
    if (chosen_.id != id || (device_ && used_.id == id))
        return;
    chosen_.device = device;
    unplugged_ = false;
    open(chosen_);
}

DeviceState Input::state() const {
    if (device_ && used_.id == chosen_.id)
        return DeviceState::running;
    return candidate_ && !trouble_told_ ? DeviceState::opening : DeviceState::missing;
}

std::string Input::title(const Choice &choice) const {
    return choice.id.empty() ? fmt::format("{} of the pipeline file", to_string(kind_))
                             : fmt::format("{} {}", to_string(kind_), choice.id);
}

OpenedDevice::Plan Input::plan_for(const Choice &choice) const {
    OpenedDevice::Plan plan{fallback_, nullptr, wanted_};
    if (choice.device) {
        plan.make = make_source(choice.device, fallback_);
        plan.offered.reset(gst_device_get_caps(choice.device.get()));
    }
    return plan;
}

void Input::open(const Choice &choice) {
    candidate_ = std::make_unique<OpenedDevice>(
        plan_for(choice), timeline_, worker_,
        [this, name = title(choice)](Level level, const std::string &text) {
            if (!trouble_told_)
                log_(level, fmt::format("{}: {}", name, text));
        },
        [this](const std::string &why) { candidate_failed(why); });
}

/// Tried again until it is back; the log hears of it once.
void Input::candidate_failed(const std::string &why) {
    candidate_.reset();
    retry_at_ = g_get_monotonic_time() + microseconds(retry_pause);
    if (!std::exchange(trouble_told_, true))
        log_(Level::warning, fmt::format("{} cannot be used: {}", title(chosen_), why));
    if (device_) { // what was there before stays
        const Choice asked = std::exchange(chosen_, used_);
        trouble_told_ = false;
        refused.emit(asked.id, why);
        changed.emit();
    }
    tell_changes();
}

void Input::take_over() {
    std::swap(device_, candidate_);
    used_ = chosen_;
    show(&device_->feed());
    candidate_.reset(); // what was there before
    trouble_told_ = false;
    log_(Level::info, fmt::format("{} is used", title(used_)));
    tell_changes();
}

void Input::lost(const std::string &why) {
    log_(Level::warning, fmt::format("{} is lost: {}", title(used_), why));
    trouble_told_ = true;
    show_placeholder();
    device_.reset();
    retry_at_ = g_get_monotonic_time() + microseconds(retry_pause);
    tell_changes();
}

void Input::tick() {
    if (candidate_ && candidate_->delivers())
        take_over();
    else if (candidate_ && candidate_->silent_for() > opening_limit)
        candidate_failed("it delivers nothing");
    check_silence();
    if (!device_ && !candidate_ && !unplugged_ && g_get_monotonic_time() > retry_at_)
        open(chosen_);
}

void Input::check_silence() {
    const bool silent =
        device_ ? device_->silent_for() > patience : g_get_monotonic_time() > begun_at_ + microseconds(patience);
    if (silent && (!placeholder_ || shown_ != &placeholder_->feed()))
        show_placeholder();
    else if (!silent && device_ && shown_ != &device_->feed())
        show(&device_->feed());
    if (device_ && device_->silent_for() > dead_after)
        lost("it delivers nothing");
}

void Input::show_placeholder() {
    if (!wanted_->raw || no_placeholder_)
        return show(nullptr); // an encoder would be needed
    if (!placeholder_)
        placeholder_ = std::make_unique<OpenedDevice>(
            OpenedDevice::Plan{nullptr, nullptr, wanted_}, timeline_, worker_, [](Level, const std::string &) {},
            [this](const std::string &why) {
                no_placeholder_ = true;
                show(nullptr);
                log_(Level::error, fmt::format("nothing can stand in for the {}: {}", to_string(kind_), why));
            });
    show(&placeholder_->feed());
}

void Input::show(Feed *feed) {
    if (shown_ == feed)
        return;
    if (shown_)
        shown_->detach(appsrc_);
    shown_ = feed;
    if (shown_)
        shown_->attach(appsrc_);
    if (placeholder_ && shown_ != &placeholder_->feed())
        placeholder_.reset();
}

void Input::tell_changes() {
    if (std::exchange(told_, state()) != told_)
        changed.emit();
}

} // namespace callbooth::media
