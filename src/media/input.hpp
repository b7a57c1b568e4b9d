// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <callbooth/devices.hpp>

#include "media/opened_device.hpp"

namespace callbooth::media {

/// The place of a camera or a microphone in the capture pipeline. Devices come and go in front of it; the encoder
/// behind it gets one format without an end: that of the device, or a dark picture and silence. Main context only.
class Input {
public:
    using Log = std::function<void(Level, const std::string &)>;

    /// `fallback` makes what the pipeline file names; `hint` (may be null) is what the file says of its format. Throws
    /// Error when the file does not say what the place takes.
    Input(DeviceKind kind, Ref<GstElement> appsrc, const GstCaps *hint, OpenedDevice::MakeSource fallback,
          const Timeline &timeline, Worker &worker, Log log);
    ~Input();
    Input(const Input &) = delete;
    Input &operator=(const Input &) = delete;

    /// Opens what the pipeline file names, unless something else was chosen.
    void start();
    /// Changes to this device with its first picture or sound. Null and an empty id: what the pipeline file names.
    void choose(const std::string &id, const Ref<GstDevice> &device);
    /// It was unplugged.
    void unplugged(const std::string &id);
    /// It is there again.
    void plugged(const std::string &id, const Ref<GstDevice> &device);

    DeviceKind kind() const { return kind_; }
    const std::string &chosen() const { return chosen_.id; }
    DeviceState state() const;

    Event<> changed;
    Event<const std::string &, const std::string &> refused; ///< id, why

private:
    struct Choice {
        std::string id;
        Ref<GstDevice> device; ///< null: what the pipeline file names
    };

    void open(const Choice &choice);
    OpenedDevice::Plan plan_for(const Choice &choice) const;
    void tick();
    void take_over();
    void candidate_failed(const std::string &why);
    void lost(const std::string &why);
    void show(Feed *feed);
    void show_placeholder();
    void check_silence();
    void tell_changes();
    std::string title(const Choice &choice) const;

    const DeviceKind kind_;
    const Ref<GstElement> appsrc_;
    const std::shared_ptr<const Wanted> wanted_;
    const OpenedDevice::MakeSource fallback_;
    const Timeline timeline_;
    Worker &worker_;
    const Log log_;

    Choice chosen_;                           ///< what shall be used
    Choice used_;                             ///< what device_ is
    std::unique_ptr<OpenedDevice> device_;    ///< delivers, or did a moment ago
    std::unique_ptr<OpenedDevice> candidate_; ///< of what is chosen; takes over with its first buffer
    std::unique_ptr<OpenedDevice> placeholder_;
    Feed *shown_ = nullptr;
    gint64 begun_at_ = 0;
    gint64 retry_at_ = 0;
    bool unplugged_ = false; ///< what is chosen: then there is nothing to try
    bool no_placeholder_ = false;
    bool trouble_told_ = false;
    DeviceState told_ = DeviceState::opening;
    Source ticker_;
};

} // namespace callbooth::media
