// SPDX-License-Identifier: MIT
#include "media/devices/source_slot.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::media {

using namespace std::chrono_literals;

namespace {

/// So long the last picture stands; a camera in the dark may take a quarter of a second for one.
constexpr std::chrono::microseconds patience = 350ms;
/// Present, but delivers nothing: counts as gone.
constexpr std::chrono::microseconds dead_after = 3s;

/// A camera may be slower than that because its mode is.
bool silent_beyond(std::chrono::microseconds limit, const OpenedSource &source) {
    return source.silent_for() > std::max(limit, 2 * source.interval());
}

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

} // namespace

SourceSlot::SourceSlot(DeviceKind kind, Ref<GstElement> appsrc, const GstCaps *hint, OpenedDevice::MakeElement fallback,
                       const Timeline &timeline, Worker &worker, Log log)
    : DeviceSlot(kind, std::move(fallback), std::move(log)), appsrc_(std::move(appsrc)),
      wanted_(wanted_at(appsrc_.get(), kind, hint)), timeline_(timeline), worker_(worker) {}

SourceSlot::~SourceSlot() {
    show(nullptr);
    close();
    if (placeholder_)
        placeholder_->close();
}

std::unique_ptr<OpenedDevice> SourceSlot::open(OpenedDevice::MakeElement make, GstDevice *device, OpenedDevice::Log log,
                                               OpenedDevice::Failed failed) {
    OpenedSource::Plan plan{std::move(make), nullptr, wanted_};
    if (device != nullptr)
        plan.offered.reset(gst_device_get_caps(device));
    return std::make_unique<OpenedSource>(std::move(plan), timeline_, worker_, std::move(log), std::move(failed));
}

void SourceSlot::check(OpenedDevice *used) {
    auto *source = static_cast<OpenedSource *>(used);
    if (begun_at_ == 0)
        begun_at_ = g_get_monotonic_time();
    const bool silent =
        source ? silent_beyond(patience, *source) : g_get_monotonic_time() > begun_at_ + patience.count();
    if (silent && (!placeholder_ || shown_ != &placeholder_->feed()))
        show_placeholder();
    else if (!silent && source && shown_ != &source->feed())
        show(&source->feed());
    if (source && silent_beyond(dead_after, *source))
        lost("it delivers nothing");
}

void SourceSlot::show_placeholder() {
    if (!wanted_->raw || no_placeholder_)
        return show(nullptr); // an encoder would be needed
    if (!placeholder_)
        placeholder_ = std::make_unique<OpenedSource>(
            OpenedSource::Plan{nullptr, nullptr, wanted_}, timeline_, worker_, [](Level, const std::string &) {},
            [this](const std::string &why) {
                no_placeholder_ = true;
                show(nullptr);
                log()(Level::error, fmt::format("nothing can stand in for the {}: {}", to_string(kind()), why));
            });
    show(&placeholder_->feed());
}

void SourceSlot::show(Feed *feed) {
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

} // namespace callbooth::media
