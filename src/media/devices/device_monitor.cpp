// SPDX-License-Identifier: MIT
#include "media/devices/device_monitor.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>

#include "media/base/gst.hpp"
#include "media/devices/device_identity.hpp"

template <> struct callbooth::HandleTraits<GList> {
    static void free(GList *p) { g_list_free(p); }
};

namespace callbooth::media {
namespace {

std::string text_of(const GstStructure *properties, const char *key) {
    const char *text = properties != nullptr ? gst_structure_get_string(properties, key) : nullptr;
    return text != nullptr ? text : "";
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

struct Described {
    Device device;
    DeviceIdentity identity;
};

/// The id is not known yet: it depends on the others.
std::optional<Described> describe(GstDevice *device) {
    const Handle<GstStructure> properties(gst_device_get_properties(device));
    const auto kind = kind_of(device, properties.get());
    if (!kind)
        return std::nullopt;
    const Handle<char> name(gst_device_get_display_name(device));
    const Handle<GstCaps> caps(gst_device_get_caps(device));
    const auto internal = internal_name(device);
    return Described{{*kind, "", name.get(), caps_summary(caps.get())},
                     identify(properties.get(), internal.empty() ? name.get() : internal)};
}

constexpr auto no_way = "GStreamer cannot look for devices: install its v4l2, PulseAudio or PipeWire plugins";

} // namespace

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
    struct Known : Described {
        Ref<GstDevice> handle;
    };

    explicit State(DeviceMonitor &whose);
    ~State();
    /// False when it is known already, or of another kind.
    bool note(GstDevice *handle);
    void add(GstDevice *handle);
    void remove(GstDevice *handle);
    size_t details_needed(const Known &newest) const;
    void name(const Known &newest);
    const Known *recognize(DeviceKind kind, std::string_view id) const;
    void handle_message(GstMessage *message);
    bool uses_pipewire() const;

    DeviceMonitor &owner;
    const std::shared_ptr<Watch> watch = std::make_shared<Watch>();
    const Ref<GstBus> bus = Ref<GstBus>::adopt(gst_device_monitor_get_bus(watch->monitor.get()));
    Connection messages;
    std::vector<Known> known;
    /// In the ids of equal devices, by kind and base; once used they stay, or an id would change when another one goes.
    std::map<std::pair<DeviceKind, std::string>, size_t> details;
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

bool DeviceMonitor::State::note(GstDevice *handle) {
    // a device that is there from the start comes in the list and as a message
    if (std::any_of(known.begin(), known.end(), [&](const Known &k) { return k.handle.get() == handle; }))
        return false;
    auto described = describe(handle);
    if (!described)
        return false;
    known.push_back({*std::move(described), Ref<GstDevice>::share(handle)});
    name(known.back());
    return true;
}

/// So many that no two of those that share an id with the newest look alike.
size_t DeviceMonitor::State::details_needed(const Known &newest) const {
    size_t count = 0;
    for (const auto &other : known)
        if (other.device.kind == newest.device.kind && other.identity.base == newest.identity.base &&
            other.identity != newest.identity)
            while (count < DeviceIdentity::max_details && other.identity.id(count) == newest.identity.id(count))
                ++count;
    return count;
}

/// Gives the newest one its id, and longer ones to those that are equal to it.
void DeviceMonitor::State::name(const Known &newest) {
    const std::pair group(newest.device.kind, newest.identity.base);
    auto &count = details[group];
    count = std::max(count, details_needed(newest));
    for (auto &each : known) {
        if (std::pair(each.device.kind, each.identity.base) != group)
            continue;
        const Device before = each.device;
        each.device.id = each.identity.id(count);
        if (!before.id.empty() && before.id != each.device.id)
            owner.renamed.emit(before, Device(each.device));
    }
}

void DeviceMonitor::State::add(GstDevice *handle) {
    if (note(handle))
        owner.added.emit(Device(known.back().device));
}

/// When it was listed twice, the other one is there still.
void DeviceMonitor::State::remove(GstDevice *handle) {
    const auto it = std::find_if(known.begin(), known.end(), [&](const Known &k) { return k.handle.get() == handle; });
    if (it == known.end())
        return;
    const Device device = it->device;
    known.erase(it);
    owner.removed.emit(device);
    const auto twin = std::find_if(known.begin(), known.end(), [&](const Known &k) {
        return k.device.kind == device.kind && k.device.id == device.id;
    });
    if (twin != known.end())
        owner.added.emit(Device(twin->device));
}

const DeviceMonitor::State::Known *DeviceMonitor::State::recognize(DeviceKind kind, std::string_view id) const {
    const Known *former = nullptr;
    for (const auto &each : known) {
        if (each.device.kind != kind)
            continue;
        if (each.device.id == id)
            return &each;
        if (former == nullptr && each.identity.known_as(id))
            former = &each;
    }
    return former;
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

/// All get their ids before one is told, so that none changes at once.
void DeviceMonitor::list_first() {
    const Handle<GList> devices(gst_device_monitor_get_devices(state_->watch->monitor.get()));
    const size_t before = state_->known.size();
    for (GList *item = devices.get(); item != nullptr; item = item->next)
        state_->note(Ref<GstDevice>::adopt(item->data).get());
    std::vector<Device> found;
    for (size_t i = before; i < state_->known.size(); ++i)
        found.push_back(state_->known[i].device);
    for (const auto &device : found)
        added.emit(device);
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

std::optional<Device> DeviceMonitor::recognize(DeviceKind kind, std::string_view id) const {
    const auto *found = state_->recognize(kind, id);
    return found != nullptr ? std::optional(found->device) : std::nullopt;
}

Ref<GstDevice> DeviceMonitor::find(DeviceKind kind, std::string_view id) const {
    for (const auto &known : state_->known)
        if (known.device.kind == kind && known.device.id == id)
            return known.handle;
    return {};
}

} // namespace callbooth::media
