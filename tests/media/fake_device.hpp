// SPDX-License-Identifier: MIT
/// A camera or microphone for tests, made of one GStreamer element; it can fall silent and speak again.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "media/gst.hpp"

namespace callbooth::test {

struct FakeDevice {
    GstDevice parent;
    struct State {
        std::string element;
        std::atomic<bool> silent = false;
    };
    std::shared_ptr<State> *state;

    static GType type();
    static Ref<GstDevice> make(const std::string &element, const char *caps);
    static void set_silent(const Ref<GstDevice> &device, bool silent) {
        (*device.as<FakeDevice>()->state)->silent = silent;
    }
};

namespace detail {

inline GstElement *create_element(GstDevice *device, const char *) {
    const auto state = *reinterpret_cast<FakeDevice *>(device)->state;
    GstElement *element = gst_parse_launch(state->element.c_str(), nullptr);
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(element, "src"));
    gst_pad_add_probe(
        pad.get(), GST_PAD_PROBE_TYPE_BUFFER,
        [](GstPad *, GstPadProbeInfo *, gpointer data) {
            return (*static_cast<std::shared_ptr<FakeDevice::State> *>(data))->silent ? GST_PAD_PROBE_DROP
                                                                                      : GST_PAD_PROBE_OK;
        },
        new std::shared_ptr<FakeDevice::State>(state),
        [](gpointer data) { delete static_cast<std::shared_ptr<FakeDevice::State> *>(data); });
    return element;
}

inline void finalize(GObject *object) {
    delete reinterpret_cast<FakeDevice *>(object)->state;
    G_OBJECT_CLASS(g_type_class_peek(GST_TYPE_DEVICE))->finalize(object);
}

} // namespace detail

inline GType FakeDevice::type() {
    static const GType registered = g_type_register_static_simple(
        GST_TYPE_DEVICE, "CallboothFakeDevice", sizeof(GstDeviceClass),
        [](gpointer type, gpointer) {
            static_cast<GstDeviceClass *>(type)->create_element = &detail::create_element;
            static_cast<GObjectClass *>(type)->finalize = &detail::finalize;
        },
        sizeof(FakeDevice), nullptr, static_cast<GTypeFlags>(0));
    return registered;
}

inline Ref<GstDevice> FakeDevice::make(const std::string &element, const char *caps) {
    const Handle<GstCaps> modes(gst_caps_from_string(caps));
    auto device = Ref<GstDevice>::share(
        g_object_new(type(), "caps", modes.get(), "display-name", "fake", "device-class", "Fake", nullptr));
    device.as<FakeDevice>()->state = new std::shared_ptr<State>(new State{element});
    return device;
}

} // namespace callbooth::test
