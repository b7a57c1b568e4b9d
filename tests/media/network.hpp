// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <string_view>
#include <vector>

#include "media/base/gst.hpp"

namespace callbooth::test {

/// The network under all peer connections of this process.
class Network {
public:
    Network()
        : signal_(g_signal_lookup("deep-element-added", GST_TYPE_BIN)),
          hook_(g_signal_add_emission_hook(signal_, 0, &Network::added, this, nullptr)) {}
    ~Network() { g_signal_remove_emission_hook(signal_, hook_); }
    Network(const Network &) = delete;
    Network &operator=(const Network &) = delete;

    /// From now on nothing passes between the connections that exist (STUN apart); later ones are not concerned.
    void cut() {
        const std::lock_guard lock(mutex_);
        for (const auto &pad : pads_)
            gst_pad_add_probe(
                pad.get(), static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
                [](GstPad *, GstPadProbeInfo *, gpointer) { return GST_PAD_PROBE_DROP; }, nullptr, nullptr);
        pads_.clear();
    }

private:
    static gboolean added(GSignalInvocationHint *, guint, const GValue *values, gpointer self) {
        auto *element = static_cast<GstElement *>(g_value_get_object(values + 2));
        const GstElementFactory *factory = gst_element_get_factory(element);
        if (factory && std::string_view(GST_OBJECT_NAME(factory)) == "nicesink")
            static_cast<Network *>(self)->remember(element);
        return TRUE;
    }
    void remember(GstElement *element) {
        const std::lock_guard lock(mutex_);
        pads_.push_back(Ref<GstPad>::adopt(gst_element_get_static_pad(element, "sink")));
    }

    guint signal_;
    gulong hook_;
    std::mutex mutex_;
    std::vector<Ref<GstPad>> pads_; ///< what is sent passes here
};

} // namespace callbooth::test
