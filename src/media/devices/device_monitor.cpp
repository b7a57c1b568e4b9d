// SPDX-License-Identifier: MIT
#include "media/devices/device_monitor.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <tuple>

#include "media/base/gst.hpp"
#include <fmt/format.h>

template <> struct callbooth::HandleTraits<GList> {
    static void free(GList *p) { g_list_free(p); }
};

namespace callbooth::media {
namespace {

std::string text_of(const GstStructure *properties, const char *key) {
    const char *text = properties != nullptr ? gst_structure_get_string(properties, key) : nullptr;
    return text != nullptr ? text : "";
}

std::string by_id_path(const GstStructure *properties) {
    for (const char *key : {"device.path", "api.v4l2.path", "device.string", "object.path"})
        if (auto path = text_of(properties, key); path.find("/by-id/") != std::string::npos)
            return path;
    return {};
}

std::string usb_id(const GstStructure *properties) {
    const auto vendor = text_of(properties, "device.vendor.id");
    const auto product = text_of(properties, "device.product.id");
    const auto serial = text_of(properties, "device.serial");
    if (vendor.empty() || product.empty() || serial.empty())
        return {};
    return fmt::format("{}:{}:{}", vendor, product, serial);
}

std::optional<DeviceKind> kind_of(GstDevice *device, const GstStructure *properties) {
    // what a speaker plays can be recorded too, but nobody looks for it among the microphones
    if (text_of(properties, "device.class") == "monitor")
        return std::nullopt;
    if (gst_device_has_classes(device, "Video/Source"))
        return DeviceKind::camera;
    if (gst_device_has_classes(device, "Audio/Source"))
        return DeviceKind::microphone;
    if (gst_device_has_classes(device, "Audio/Sink"))
        return DeviceKind::speaker;
    return std::nullopt;
}

/// What the device is called by the service that lists it: PulseAudio's devices have it as a property of their own.
std::string internal_name(GstDevice *device) {
    GParamSpec *name = g_object_class_find_property(G_OBJECT_GET_CLASS(device), "internal-name");
    if (name == nullptr || name->value_type != G_TYPE_STRING)
        return {};
    Handle<char> text;
    g_object_get(device, "internal-name", static_cast<char **>(Out(text)), nullptr);
    return text ? text.get() : "";
}

std::optional<Device> describe(GstDevice *device) {
    const Handle<GstStructure> properties(gst_device_get_properties(device));
    const auto kind = kind_of(device, properties.get());
    if (!kind)
        return std::nullopt;
    const Handle<char> name(gst_device_get_display_name(device));
    const Handle<GstCaps> caps(gst_device_get_caps(device));
    const auto internal = internal_name(device);
    return Device{*kind, device_id(properties.get(), internal.empty() ? name.get() : internal), name.get(),
                  caps_summary(caps.get())};
}

constexpr auto no_way = "GStreamer cannot look for devices: install its v4l2, PulseAudio or PipeWire plugins";

} // namespace

std::string device_id(const GstStructure *properties, std::string_view fallback) {
    for (auto id : {usb_id(properties), by_id_path(properties), text_of(properties, "device.bus_path"),
                    text_of(properties, "node.name")})
        if (!id.empty())
            return id;
    return std::string(fallback);
}

/// What looks; it may still begin to look when the monitor is gone. Thread-safe.
struct DeviceMonitor::Watch {
    Watch() {
        for (const char *classes : {"Video/Source", "Audio/Source", "Audio/Sink"})
            gst_device_monitor_add_filter(monitor.get(), classes, nullptr);
    }

    /// May block. False when there is no way to look.
    bool start() {
        const bool begun = gst_device_monitor_start(monitor.get()) == TRUE;
        const std::lock_guard lock(mutex_);
        running_ = begun && !over_;
        if (begun && over_)
            gst_device_monitor_stop(monitor.get());
        return begun;
    }
    void stop() {
        const std::lock_guard lock(mutex_);
        if (std::exchange(running_, false))
            gst_device_monitor_stop(monitor.get());
        over_ = true;
    }

    const Ref<GstDeviceMonitor> monitor = Ref<GstDeviceMonitor>::adopt(gst_device_monitor_new());

private:
    std::mutex mutex_;
    bool running_ = false;
    bool over_ = false;
};

struct DeviceMonitor::State {
    struct Known {
        Ref<GstDevice> handle;
        Device device;
    };

    explicit State(DeviceMonitor &whose);
    ~State();
    void add(GstDevice *handle);
    void remove(GstDevice *handle);
    void handle_message(GstMessage *message);
    bool uses_pipewire() const;

    DeviceMonitor &owner;
    const std::shared_ptr<Watch> watch = std::make_shared<Watch>();
    const Ref<GstBus> bus = Ref<GstBus>::adopt(gst_device_monitor_get_bus(watch->monitor.get()));
    Connection messages;
    std::vector<Known> known;
};

DeviceMonitor::State::State(DeviceMonitor &whose) : owner(whose) {
    gst_bus_add_signal_watch(bus.get());
    messages = Connection::make<void(GstBus *, GstMessage *)>(
        bus.get(), "message", [this](GstBus *, GstMessage *message) { handle_message(message); });
}

/// GStreamer's list of PipeWire's devices shares its connection with each camera of PipeWire that is open, and its
/// objects stay on that connection when it is stopped: PipeWire 0.3 uses them after they were freed. So it runs on; a
/// program has one such list, to its end.
DeviceMonitor::State::~State() {
    if (uses_pipewire()) {
        gst_bus_set_flushing(bus.get(), TRUE);
        gst_object_ref(watch->monitor.get());
    } else {
        watch->stop();
    }
    gst_bus_remove_signal_watch(bus.get());
}

bool DeviceMonitor::State::uses_pipewire() const {
    return std::any_of(known.begin(), known.end(), [](const Known &each) {
        return std::string_view(G_OBJECT_TYPE_NAME(each.handle.get())) == "GstPipeWireDevice";
    });
}

void DeviceMonitor::State::add(GstDevice *handle) {
    // a device that is there from the start comes in the list and as a message
    if (std::any_of(known.begin(), known.end(), [&](const Known &k) { return k.handle.get() == handle; }))
        return;
    auto device = describe(handle);
    if (!device)
        return;
    known.push_back({Ref<GstDevice>::share(handle), *device});
    owner.added.emit(*device);
}

void DeviceMonitor::State::remove(GstDevice *handle) {
    const auto it = std::find_if(known.begin(), known.end(), [&](const Known &k) { return k.handle.get() == handle; });
    if (it == known.end())
        return;
    const Device device = it->device;
    known.erase(it);
    owner.removed.emit(device);
}

void DeviceMonitor::State::handle_message(GstMessage *message) {
    GstDevice *handle = nullptr;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_DEVICE_ADDED) {
        gst_message_parse_device_added(message, &handle);
        add(Ref<GstDevice>::adopt(handle).get());
    } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_DEVICE_REMOVED) {
        gst_message_parse_device_removed(message, &handle);
        remove(Ref<GstDevice>::adopt(handle).get());
    }
}

DeviceMonitor::DeviceMonitor() : state_(std::make_unique<State>(*this)) {
    if (!state_->watch->start())
        throw Error(no_way);
    list_first();
}

DeviceMonitor::DeviceMonitor(Worker &worker, std::function<void(const std::string &)> looked)
    : state_(std::make_unique<State>(*this)) {
    worker.run([this, watch = state_->watch, address = mailbox_.address(), looked = std::move(looked)] {
        address.post([this, begun = watch->start(), looked] {
            if (begun)
                list_first();
            looked(begun ? "" : no_way);
        });
    });
}

DeviceMonitor::~DeviceMonitor() { mailbox_.close(); }

void DeviceMonitor::list_first() {
    const Handle<GList> devices(gst_device_monitor_get_devices(state_->watch->monitor.get()));
    for (GList *item = devices.get(); item != nullptr; item = item->next)
        state_->add(Ref<GstDevice>::adopt(item->data).get());
}

std::vector<Device> DeviceMonitor::list() const {
    std::vector<Device> devices;
    for (const auto &known : state_->known)
        devices.push_back(known.device);
    std::sort(devices.begin(), devices.end(), [](const Device &a, const Device &b) {
        return std::tie(a.kind, a.name, a.id) < std::tie(b.kind, b.name, b.id);
    });
    return devices;
}

Ref<GstDevice> DeviceMonitor::find(DeviceKind kind, std::string_view id) const {
    for (const auto &known : state_->known)
        if (known.device.kind == kind && known.device.id == id)
            return known.handle;
    return {};
}

} // namespace callbooth::media
