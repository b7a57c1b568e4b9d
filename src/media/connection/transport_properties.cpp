// SPDX-License-Identifier: MIT
#include "media/connection/transport_properties.hpp"

#include <fmt/format.h>

namespace callbooth::media {

namespace {

constexpr unsigned default_latency_ms = 60;

struct ToText {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return fmt::format("{}", value); }
    std::string operator()(const std::string &value) const { return value; }
    std::string operator()(const std::vector<std::string> &) const { return {}; } // refused by the check
};

} // namespace

void set_transport_properties(GstElement *webrtc, const config::Section *transport) {
    gst_util_set_object_arg(G_OBJECT(webrtc), "bundle-policy", "max-bundle");
    g_object_set(webrtc, "latency", default_latency_ms, nullptr);
    if (!transport)
        return;
    for (const auto &setting : transport->settings)
        gst_util_set_object_arg(G_OBJECT(webrtc), setting.key.value.c_str(),
                                std::visit(ToText{}, setting.value.value).c_str());
}

unsigned transport_latency(const config::Section *transport) {
    if (transport)
        for (const auto &setting : transport->settings)
            if (const auto *value = std::get_if<int64_t>(&setting.value.value); value && setting.key.value == "latency")
                return static_cast<unsigned>(*value);
    return default_latency_ms;
}

} // namespace callbooth::media
