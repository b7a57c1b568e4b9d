// SPDX-License-Identifier: MIT
#include "media/devices/device_provider.hpp"

#include <algorithm>

template <> struct callbooth::HandleTraits<GList> {
    static void free(GList *p) { g_list_free(p); }
};
template <> struct callbooth::HandleTraits<gchar *> {
    static void free(gchar **p) { g_strfreev(p); }
};

namespace callbooth::media {
namespace {

bool has_type(GstDeviceProvider *provider, std::string_view name) { return name == G_OBJECT_TYPE_NAME(provider); }

std::vector<Ref<GstDevice>> adopt(GList *list) {
    const Handle<GList> all(list);
    std::vector<Ref<GstDevice>> devices;
    for (GList *item = all.get(); item != nullptr; item = item->next)
        devices.push_back(Ref<GstDevice>::adopt(item->data));
    return devices;
}

std::vector<std::string> names(const std::vector<Ref<GstDevice>> &devices) {
    std::vector<std::string> names;
    names.reserve(devices.size());
    for (const auto &device : devices)
        names.push_back(internal_name(device.get()));
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

std::string internal_name(GstDevice *device) {
    GParamSpec *name = g_object_class_find_property(G_OBJECT_GET_CLASS(device), "internal-name");
    if (name == nullptr || name->value_type != G_TYPE_STRING)
        return {};
    Handle<char> text;
    g_object_get(device, "internal-name", static_cast<char **>(Out(text)), nullptr);
    return text ? text.get() : "";
}

std::vector<std::shared_ptr<DeviceProvider>> DeviceProvider::all() {
    std::vector<std::shared_ptr<DeviceProvider>> all;
    const Handle<GList> factories(gst_device_provider_factory_list_get_device_providers(GST_RANK_MARGINAL));
    for (GList *item = factories.get(); item != nullptr; item = item->next) {
        const auto factory = Ref<GstDeviceProviderFactory>::adopt(item->data);
        bool lists = false;
        for (const char *classes : {"Video/Source", "Audio/Source", "Audio/Sink"})
            lists = lists || gst_device_provider_factory_has_classes(factory.get(), classes) == TRUE;
        if (auto provider =
                Ref<GstDeviceProvider>::adopt(lists ? gst_device_provider_factory_get(factory.get()) : nullptr))
            all.push_back(std::make_shared<DeviceProvider>(std::move(provider)));
    }
    return all;
}

DeviceProvider::DeviceProvider(Ref<GstDeviceProvider> provider) : provider_(std::move(provider)) {}

bool DeviceProvider::start() {
    running_ = !over_ && gst_device_provider_start(provider_.get()) == TRUE;
    return running_;
}

bool DeviceProvider::look() {
    const std::lock_guard lock(mutex_);
    if (!running_)
        return start();
    if (!missed_something())
        return false;
    running_ = false;
    gst_device_provider_stop(provider_.get());
    start();
    return true;
}

void DeviceProvider::stop() {
    over_ = true;
    const std::lock_guard lock(mutex_);
    if (running_.exchange(false))
        gst_device_provider_stop(provider_.get());
}

/// PulseAudio's list notices neither that its server went nor that there is another one. A second list, which only
/// looks once, knows.
bool DeviceProvider::missed_something() const {
    if (!has_type(provider_.get(), "GstPulseDeviceProvider"))
        return false;
    const auto second = Ref<GstDeviceProvider>::share(
        static_cast<GstDeviceProvider *>(g_object_new(G_OBJECT_TYPE(provider_.get()), nullptr)));
    return names(adopt(gst_device_provider_get_devices(second.get()))) != names(devices());
}

Ref<GstBus> DeviceProvider::bus() const { return Ref<GstBus>::adopt(gst_device_provider_get_bus(provider_.get())); }

std::vector<Ref<GstDevice>> DeviceProvider::devices() const {
    return running_ ? adopt(gst_device_provider_get_devices(provider_.get())) : std::vector<Ref<GstDevice>>();
}

bool DeviceProvider::hides(const DeviceProvider &other) const {
    if (!running_)
        return false;
    auto *factory = gst_device_provider_get_factory(other.provider_.get());
    const Handle<gchar *> hidden(gst_device_provider_get_hidden_providers(provider_.get()));
    return factory != nullptr && hidden && g_strv_contains(hidden.get(), GST_OBJECT_NAME(factory)) == TRUE;
}

bool DeviceProvider::outlives_everything() const {
    return running_ && has_type(provider_.get(), "GstPipeWireDeviceProvider");
}

} // namespace callbooth::media
