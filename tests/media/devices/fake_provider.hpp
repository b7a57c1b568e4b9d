// SPDX-License-Identifier: MIT
/// A source of devices for GstDeviceMonitor, which lists those that a test plugs in.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "media/devices/fake_device.hpp"

namespace callbooth::test {

class FakeProvider {
public:
    /// From now on every device monitor asks it. No other source of devices answers: there is no sound server here.
    FakeProvider() {
        static const bool registered = [] {
            g_setenv("PULSE_SERVER", "unix:/proc/nowhere", TRUE);
            g_setenv("XDG_RUNTIME_DIR", "/proc/nowhere", TRUE);
            return gst_device_provider_register(nullptr, "callboothfakeprovider", GST_RANK_PRIMARY, type()) == TRUE;
        }();
        g_assert_true(registered);
        provider_ = Ref<GstDeviceProvider>::adopt(gst_device_provider_factory_get_by_name("callboothfakeprovider"));
    }
    FakeProvider(const FakeProvider &) = delete;
    FakeProvider &operator=(const FakeProvider &) = delete;
    ~FakeProvider() {
        while (!plugged_.empty())
            unplug(plugged_.back());
    }

    /// A camera with these properties, in the syntax of GstStructure.
    Ref<GstDevice> plug(const std::string &properties) {
        auto device = FakeDevice::make("videotestsrc is-live=true", "video/x-raw", ("p, " + properties).c_str());
        gst_device_provider_device_add(provider_.get(), device.get());
        plugged_.push_back(device);
        return device;
    }
    void unplug(Ref<GstDevice> device) {
        gst_device_provider_device_remove(provider_.get(), device.get());
        std::erase_if(plugged_, [&](const auto &each) { return each.get() == device.get(); });
    }

    /// Whether it can be started.
    static std::atomic<bool> &available() {
        static std::atomic<bool> available = true;
        return available;
    }

private:
    static GType type() {
        return g_type_register_static_simple(
            GST_TYPE_DEVICE_PROVIDER, "CallboothFakeProvider", sizeof(GstDeviceProviderClass),
            [](gpointer klass, gpointer) {
                auto *provider = static_cast<GstDeviceProviderClass *>(klass);
                provider->start = [](GstDeviceProvider *) -> gboolean { return available() ? TRUE : FALSE; };
                gst_device_provider_class_set_static_metadata(provider, "Fake", "Source/Sink/Audio/Video", "-", "-");
            },
            sizeof(GstDeviceProvider), nullptr, static_cast<GTypeFlags>(0));
    }

    Ref<GstDeviceProvider> provider_;
    std::vector<Ref<GstDevice>> plugged_;
};

} // namespace callbooth::test
