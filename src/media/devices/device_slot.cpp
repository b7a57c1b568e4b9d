// SPDX-License-Identifier: MIT
#include "media/devices/device_slot.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::media {

using namespace std::chrono_literals;

namespace {

constexpr auto tick_interval = 50ms;
constexpr std::chrono::microseconds retry_pause = 1s;
constexpr std::chrono::microseconds hold_limit = 2s;
/// What takes longer to be closed hangs. So does what is still being opened when it is given up.
constexpr std::chrono::microseconds closing_limit = 5s;

/// The element of the pipeline file pointed at the device, so that its properties count, or else one of the device's.
OpenedDevice::MakeElement make_for(const Ref<GstDevice> &device, const OpenedDevice::MakeElement &fallback) {
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

DeviceSlot::DeviceSlot(DeviceKind kind, OpenedDevice::MakeElement fallback, Log log)
    : kind_(kind), fallback_(std::move(fallback)), log_(std::move(log)) {}

void DeviceSlot::close() {
    ticker_.cancel();
    for (const auto *opened : {&device_, &candidate_})
        if (*opened)
            (*opened)->close();
}

void DeviceSlot::start() {
    started_at_ = g_get_monotonic_time();
    if (!candidate_ && !device_ && !held_)
        open(chosen_);
    ticker_ = Source::every(tick_interval, [this] {
        tick();
        return true;
    });
}

void DeviceSlot::choose(const std::string &id, const Ref<GstDevice> &device) {
    const bool other = id != chosen_.id;
    chosen_ = {id, device};
    unplugged_ = false;
    trouble_told_ = trouble_told_ && !other;
    if (device_ && used_.id == id)
        drop(candidate_, candidate_id_);
    else if (other || !candidate_)
        open(chosen_);
    if (other)
        changed.emit();
    tell_changes();
}

void DeviceSlot::unplugged(const std::string &id) {
    unplugged_ = unplugged_ || chosen_.id == id;
    if (candidate_ && chosen_.id == id)
        candidate_failed("it was unplugged");
    if (device_ && used_.id == id)
        lost("it was unplugged");
}

void DeviceSlot::renamed(const std::string &before, const std::string &id) {
    for (auto *choice : {&chosen_, &used_})
        if (choice->id == before)
            choice->id = id;
    if (candidate_id_ == before)
        candidate_id_ = id;
    for (auto &leaving : leaving_)
        if (leaving.id == before)
            leaving.id = id;
    if (chosen_.id == id)
        changed.emit();
}

void DeviceSlot::plugged(const std::string &id, const Ref<GstDevice> &device) {
    if (chosen_.id != id || (device_ && used_.id == id))
        return;
    chosen_.device = device;
    unplugged_ = false;
    open(chosen_);
}

DeviceState DeviceSlot::state() const {
    if (device_ && used_.id == chosen_.id)
        return DeviceState::running;
    return candidate_ && !trouble_told_ ? DeviceState::opening : DeviceState::missing;
}

std::string DeviceSlot::title(const Choice &choice) const {
    return choice.id.empty() ? fmt::format("{} of the pipeline file", to_string(kind_))
                             : fmt::format("{} {}", to_string(kind_), choice.id);
}

/// A device that hangs is not opened again, or its threads would be more each time; others are.
void DeviceSlot::open(const Choice &choice) {
    remark_.reset();
    drop(candidate_, candidate_id_);
    if (auto *stuck = hanging(choice.id)) {
        trouble_told_ = std::exchange(stuck->logged, true) || trouble_told_;
        return candidate_failed("it hangs and is skipped until it answers");
    }
    begin_opening(choice);
}

void DeviceSlot::begin_opening(const Choice &choice) {
    candidate_id_ = choice.id;
    candidate_ = open(
        choice.device ? make_for(choice.device, fallback_) : fallback_, choice.device.get(),
        [this, name = title(choice)](Level level, const std::string &text) {
            remark_ = {level, fmt::format("{}: {}", name, text)};
            if (!trouble_told_) // what is tried again and again is told when it works
                tell_remark();
        },
        [this](const std::string &why) { candidate_failed(why); });
}

/// Closes it, which may take long.
void DeviceSlot::drop(std::unique_ptr<OpenedDevice> &opened, const std::string &id) {
    if (!opened)
        return;
    const bool hangs = opened->opening() && opened->overdue();
    leaving_.push_back({id, opened->activity(), hangs ? 0 : g_get_monotonic_time(), hangs});
    opened.reset();
}

/// Null when that device does not hang.
DeviceSlot::Leaving *DeviceSlot::hanging(const std::string &id) {
    std::erase_if(leaving_, [](const Leaving &each) { return each.activity.expired(); });
    const gint64 limit = g_get_monotonic_time() - closing_limit.count();
    const auto it = std::find_if(leaving_.begin(), leaving_.end(),
                                 [&](const Leaving &each) { return each.id == id && each.since < limit; });
    return it == leaving_.end() ? nullptr : &*it;
}

/// Tried again until it is back; the log hears of it once.
void DeviceSlot::candidate_failed(const std::string &why) {
    drop(candidate_, candidate_id_);
    retry_at_ = g_get_monotonic_time() + retry_pause.count();
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

void DeviceSlot::tell_remark() {
    if (const auto remark = std::exchange(remark_, std::nullopt))
        log_(remark->first, remark->second);
}

void DeviceSlot::take_over() {
    tell_remark();
    std::swap(device_, candidate_);
    device_->when_failed([this](const std::string &why) { lost(why); });
    candidate_id_ = std::exchange(used_, chosen_).id;
    use(*device_);
    drop(candidate_, candidate_id_); // what was there before
    trouble_told_ = false;
    log_(Level::info, fmt::format("{} is used", title(used_)));
    tell_changes();
}

void DeviceSlot::lost(const std::string &why) {
    log_(Level::warning, fmt::format("{} is lost: {}", title(used_), why));
    trouble_told_ = true;
    use_none();
    drop(device_, used_.id);
    retry_at_ = g_get_monotonic_time() + retry_pause.count();
    tell_changes();
}

std::string DeviceSlot::idle_reason() const {
    if (candidate_->opening())
        return "it hangs while it is opened, and is skipped until it answers";
    return kind_ == DeviceKind::speaker ? "it plays nothing" : "it delivers nothing";
}

void DeviceSlot::tick() {
    if (candidate_ && candidate_->works())
        take_over();
    else if (candidate_ && candidate_->overdue())
        candidate_failed(idle_reason());
    check(device_.get());
    const gint64 now = g_get_monotonic_time();
    const bool held = held_ && now < started_at_ + hold_limit.count();
    if (!device_ && !candidate_ && !unplugged_ && !held && now > retry_at_)
        open(chosen_);
}

void DeviceSlot::tell_changes() {
    if (std::exchange(told_, state()) != told_)
        changed.emit();
}

} // namespace callbooth::media
