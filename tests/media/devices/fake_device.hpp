// SPDX-License-Identifier: MIT
/// A device for tests, made of one GStreamer element. A camera or microphone can fall silent and speak again; a speaker
/// can hang and go on, and knows what it played. Both can hang while they are opened and closed.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>

#include "media/base/gst.hpp"

namespace callbooth::test {

struct FakeDevice {
    GstDevice parent;
    struct State {
        std::string element;
        std::atomic<bool> silent = false;
        std::atomic<bool> hangs = false; ///< in opening and in closing
        std::atomic<int> openings = 0;
        std::atomic<int> heard = 0; ///< buffers that were not silent
    };
    std::shared_ptr<State> *state;

    static GType type();
    /// `properties` in the syntax of GstStructure.
    static Ref<GstDevice> make(const std::string &element, const char *caps, const char *properties = "p");
    static void set_silent(const Ref<GstDevice> &device, bool silent) {
        (*device.as<FakeDevice>()->state)->silent = silent;
    }
    static void set_hanging(const Ref<GstDevice> &device, bool hangs) {
        (*device.as<FakeDevice>()->state)->hangs = hangs;
    }
    static int openings(const Ref<GstDevice> &device) { return (*device.as<FakeDevice>()->state)->openings; }
    static int heard(const Ref<GstDevice> &device) { return (*device.as<FakeDevice>()->state)->heard; }
};

namespace detail {

inline void wait_while_hanging(const FakeDevice::State &state) {
    while (state.hangs)
        g_usleep(1000);
}

inline GstPadProbeReturn at_source(FakeDevice::State &state, GstBuffer *) {
    wait_while_hanging(state);
    return state.silent ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

inline GstPadProbeReturn at_sink(FakeDevice::State &state, GstBuffer *buffer) {
    while (state.silent)
        g_usleep(1000);
    GstMapInfo map;
    gst_buffer_map(buffer, &map, GST_MAP_READ);
    state.heard += std::any_of(map.data, map.data + map.size, [](guint8 byte) { return byte != 0; }) ? 1 : 0;
    gst_buffer_unmap(buffer, &map);
    return GST_PAD_PROBE_OK;
}

template <auto Function>
void watch(GstElement *element, const char *pad_name, std::shared_ptr<FakeDevice::State> state) {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(element, pad_name));
    if (!pad)
        return;
    gst_pad_add_probe(
        pad.get(), GST_PAD_PROBE_TYPE_BUFFER,
        [](GstPad *, GstPadProbeInfo *info, gpointer data) {
            return Function(**static_cast<std::shared_ptr<FakeDevice::State> *>(data), GST_PAD_PROBE_INFO_BUFFER(info));
        },
        new std::shared_ptr<FakeDevice::State>(std::move(state)),
        [](gpointer data) { delete static_cast<std::shared_ptr<FakeDevice::State> *>(data); });
}

inline GstElement *create_element(GstDevice *device, const char *) {
    const auto state = *reinterpret_cast<FakeDevice *>(device)->state;
    ++state->openings;
    wait_while_hanging(*state);
    GstElement *element = gst_parse_launch(state->element.c_str(), nullptr);
    watch<&at_source>(element, "src", state);
    watch<&at_sink>(element, "sink", state);
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

inline Ref<GstDevice> FakeDevice::make(const std::string &element, const char *caps, const char *properties) {
    const Handle<GstCaps> modes(gst_caps_from_string(caps));
    const Handle<GstStructure> said(gst_structure_from_string(properties, nullptr));
    auto device =
        Ref<GstDevice>::share(g_object_new(type(), "caps", modes.get(), "display-name", "fake", "device-class",
                                           "Video/Source", "properties", said.get(), nullptr));
    device.as<FakeDevice>()->state = new std::shared_ptr<State>(new State{element});
    return device;
}

} // namespace callbooth::test
