// SPDX-License-Identifier: MIT
#include "media/devices/device_monitor.hpp"

#include <algorithm>
#include <future>
#include <map>
#include <optional>
#include <tuple>

#include "media/base/gst.hpp"
#include "media/devices/device_identity.hpp"
#include "media/devices/device_provider.hpp"

namespace callbooth::media {

using namespace std::chrono_literals;

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

bool contains(const std::vector<Ref<GstDevice>> &devices, GstDevice *device) {
    return std::any_of(devices.begin(), devices.end(), [&](const auto &each) { return each.get() == device; });
}

constexpr auto looking_limit = 2s;
constexpr auto look_interval = 3s;
constexpr auto stopping_limit = 1s;
constexpr auto no_way = "GStreamer cannot look for devices: install its v4l2, PulseAudio or PipeWire plugins";

} // namespace

struct DeviceMonitor::State {
    struct Known : Described {
        Ref<GstDevice> handle;
    };
    struct Provider {
        std::shared_ptr<DeviceProvider> list;
        Ref<GstBus> bus;
        Connection messages;
    };

    explicit State(DeviceMonitor &whose);
    ~State();
    bool hidden(const DeviceProvider &provider) const;
    void handle_message(const DeviceProvider &provider, GstMessage *message);
    std::vector<Ref<GstDevice>> present() const;
    void compare();
    bool exchange_handle(const Described &device, GstDevice *handle, const std::vector<Ref<GstDevice>> &present);
    void note(Described device, GstDevice *handle);
    void add(GstDevice *handle);
    void remove(GstDevice *handle);
    size_t details_needed(const Known &newest) const;
    void name(const Known &newest);
    const Known *recognize(DeviceKind kind, std::string_view id) const;
    bool knows(GstDevice *handle) const {
        return std::any_of(known.begin(), known.end(), [&](const Known &k) { return k.handle.get() == handle; });
    }

    DeviceMonitor &owner;
    std::vector<Provider> providers;
    std::vector<Known> known;
    /// In the ids of equal devices, by kind and base; once used they stay, or an id would change when another one goes.
    std::map<std::pair<DeviceKind, std::string>, size_t> details;
    size_t looking = 0; ///< providers that did not answer yet, the first time
    Source patience;
    Source again;
};

DeviceMonitor::State::State(DeviceMonitor &whose) : owner(whose) {
    for (auto &list : DeviceProvider::all()) {
        auto bus = list->bus();
        gst_bus_add_signal_watch(bus.get());
        auto messages = Connection::make<void(GstBus *, GstMessage *)>(
            bus.get(), "message",
            [this, of = list.get()](GstBus *, GstMessage *message) { handle_message(*of, message); });
        providers.push_back({std::move(list), std::move(bus), std::move(messages)});
    }
}

/// GStreamer's list of PipeWire's devices shares its connection with each camera of PipeWire that is open, and its
/// objects stay on that connection when it is stopped: PipeWire 0.3 uses them after they were freed. So it runs on.
/// Another one may hang in its end.
DeviceMonitor::State::~State() {
    for (const auto &provider : providers) {
        gst_bus_remove_signal_watch(provider.bus.get());
        if (provider.list->outlives_everything())
            continue;
        const auto stopped = std::make_shared<std::promise<void>>();
        auto done = stopped->get_future();
        owner.worker_.run([list = provider.list, stopped] {
            list->stop();
            stopped->set_value();
        });
        done.wait_for(stopping_limit);
    }
}

bool DeviceMonitor::State::hidden(const DeviceProvider &provider) const {
    return std::any_of(providers.begin(), providers.end(),
                       [&](const Provider &other) { return other.list->hides(provider); });
}

std::vector<Ref<GstDevice>> DeviceMonitor::State::present() const {
    std::vector<Ref<GstDevice>> all;
    for (const auto &provider : providers)
        if (!hidden(*provider.list))
            for (auto &device : provider.list->devices())
                all.push_back(std::move(device));
    return all;
}

/// With what is there. All that came get their ids before one is told, so that none changes at once.
void DeviceMonitor::State::compare() {
    const auto all = present();
    const size_t before = known.size();
    for (const auto &handle : all)
        if (!knows(handle.get()))
            if (auto device = describe(handle.get()); device && !exchange_handle(*device, handle.get(), all))
                note(*std::move(device), handle.get());
    std::vector<Device> found;
    for (size_t i = before; i < known.size(); ++i)
        found.push_back(known[i].device);
    std::vector<Ref<GstDevice>> gone;
    for (const auto &each : known)
        if (!contains(all, each.handle.get()))
            gone.push_back(each.handle);
    for (const auto &handle : gone)
        remove(handle.get());
    for (const auto &device : found)
        owner.added.emit(device);
}

/// A list that was started again has new handles of the same devices.
bool DeviceMonitor::State::exchange_handle(const Described &device, GstDevice *handle,
                                           const std::vector<Ref<GstDevice>> &present) {
    for (auto &each : known)
        if (each.device.kind == device.device.kind && each.identity == device.identity &&
            !contains(present, each.handle.get())) {
            each.handle = Ref<GstDevice>::share(handle);
            return true;
        }
    return false;
}

void DeviceMonitor::State::note(Described device, GstDevice *handle) {
    known.push_back({std::move(device), Ref<GstDevice>::share(handle)});
    name(known.back());
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

/// One that is there from the start comes in the list and as a message.
void DeviceMonitor::State::add(GstDevice *handle) {
    auto device = knows(handle) ? std::nullopt : describe(handle);
    if (!device)
        return;
    note(*std::move(device), handle);
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

void DeviceMonitor::State::handle_message(const DeviceProvider &provider, GstMessage *message) {
    GstDevice *handle = nullptr;
    if (hidden(provider))
        return;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_DEVICE_ADDED) {
        gst_message_parse_device_added(message, &handle);
        add(Ref<GstDevice>::adopt(handle).get());
    } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_DEVICE_REMOVED) {
        gst_message_parse_device_removed(message, &handle);
        remove(Ref<GstDevice>::adopt(handle).get());
    }
}

DeviceMonitor::DeviceMonitor() : worker_(Worker::unlimited), state_(std::make_unique<State>(*this)) {
    for (const auto &provider : state_->providers)
        provider.list->look();
    if (const auto trouble = this->trouble(); !trouble.empty())
        throw Error(trouble);
    state_->compare();
    look_again();
}

DeviceMonitor::DeviceMonitor(const Worker &worker, Looked on_looked)
    : worker_(worker), state_(std::make_unique<State>(*this)), looked_(std::move(on_looked)) {
    state_->looking = state_->providers.size();
    for (size_t i = 0; i < state_->providers.size(); ++i)
        look(i);
    state_->patience = Source::after(looking_limit, [this] { looked(); });
    look_again();
}

DeviceMonitor::~DeviceMonitor() { mailbox_.close(); }

std::string DeviceMonitor::trouble() const {
    const bool any = std::any_of(state_->providers.begin(), state_->providers.end(),
                                 [](const State::Provider &provider) { return provider.list->running(); });
    return any ? "" : no_way;
}

/// On a thread of its own: what it asks may hang.
void DeviceMonitor::look(size_t index) {
    const auto &list = state_->providers[index].list;
    if (!list->begin_looking())
        return;
    worker_.run([this, list, address = mailbox_.address()] {
        const bool changed = list->look();
        list->done();
        address.post([this, changed] {
            if (!looked_ && changed)
                state_->compare();
            else if (looked_ && --state_->looking == 0)
                looked();
        });
    });
}

/// The first time; whatever hangs then is waited for no longer.
void DeviceMonitor::looked() {
    state_->patience.cancel();
    if (!looked_)
        return;
    const auto on_looked = std::exchange(looked_, nullptr);
    state_->compare();
    on_looked(trouble());
}

/// A server of sound or cameras may start late, or go and come again, and its list notices that only when it is asked.
void DeviceMonitor::look_again() {
    state_->again = Source::every(look_interval, [this] {
        for (size_t i = 0; i < state_->providers.size(); ++i)
            look(i);
        return true;
    });
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
