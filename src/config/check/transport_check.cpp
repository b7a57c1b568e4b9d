// SPDX-License-Identifier: MIT
#include "config/check/transport_check.hpp"

#include <algorithm>

#include "config/check/property_check.hpp"
#include <fmt/format.h>

namespace callbooth::config {
namespace {

/// Of a bin, not of the transport; or objects that no text stands for.
bool is_ours(GParamSpec *property) {
    const std::string_view name(property->name);
    return name == "name" || name == "parent" || name == "async-handling" || name == "message-forward" ||
           g_type_is_a(G_PARAM_SPEC_VALUE_TYPE(property), G_TYPE_OBJECT) || !(property->flags & G_PARAM_WRITABLE);
}

std::vector<std::string> transport_keys(GObjectClass *webrtcbin) {
    auto names = writable_properties(webrtcbin);
    std::erase_if(
        names, [&](const std::string &name) { return is_ours(g_object_class_find_property(webrtcbin, name.c_str())); });
    return names;
}

bool is_integer(GParamSpec *property) {
    return G_IS_PARAM_SPEC_INT(property) || G_IS_PARAM_SPEC_UINT(property) || G_IS_PARAM_SPEC_INT64(property) ||
           G_IS_PARAM_SPEC_UINT64(property);
}

/// The value in gst-launch syntax; nothing when its TOML type is not the property's.
std::optional<std::string> text_of(const Value &value, GParamSpec *property) {
    const bool boolean = G_IS_PARAM_SPEC_BOOLEAN(property);
    const bool textual = G_IS_PARAM_SPEC_STRING(property) || G_IS_PARAM_SPEC_ENUM(property) ||
                         G_IS_PARAM_SPEC_FLAGS(property) || G_IS_PARAM_SPEC_BOXED(property);
    if (const auto *b = std::get_if<bool>(&value); b && boolean)
        return *b ? "true" : "false";
    if (const auto *s = std::get_if<std::string>(&value); s && textual)
        return *s;
    if (boolean || textual)
        return std::nullopt;
    const bool is_signed = !G_IS_PARAM_SPEC_UINT(property) && !G_IS_PARAM_SPEC_UINT64(property);
    // GStreamer would take -1 for the greatest number
    if (const auto *i = std::get_if<int64_t>(&value); i && (*i >= 0 || is_signed))
        return std::to_string(*i);
    if (const auto *d = std::get_if<double>(&value); d && !is_integer(property))
        return fmt::format("{}", *d);
    return std::nullopt;
}

std::string told(const Setting &setting) {
    if (setting.secret)
        return "what it is";
    if (const auto *s = std::get_if<std::string>(&setting.value.value))
        return fmt::format("the string '{}'", *s);
    if (const auto *b = std::get_if<bool>(&setting.value.value))
        return *b ? "true" : "false";
    if (const auto *i = std::get_if<int64_t>(&setting.value.value))
        return std::to_string(*i);
    if (const auto *d = std::get_if<double>(&setting.value.value))
        return fmt::format("{}", *d);
    return "a list of strings";
}

/// libnice 0.1.21 takes such a server, and talks to it without TLS.
bool is_encrypted_turn(const Setting &setting) {
    const auto *text = std::get_if<std::string>(&setting.value.value);
    return text && setting.key.value == "turn-server" && text->starts_with("turns:");
}

void check_setting(GObjectClass *webrtcbin, const Setting &setting, Diagnostics &diagnostics) {
    const auto &key = setting.key.value;
    GParamSpec *property = g_object_class_find_property(webrtcbin, key.c_str());
    if (!property || is_ours(property)) {
        const auto known = transport_keys(webrtcbin);
        auto hint = did_you_mean(key, known);
        if (hint.empty())
            hint = fmt::format("the keys of [transport] are {}", quoted_list(known));
        return diagnostics.error(setting.key.at, fmt::format("unknown key '{}' in [transport]", key), hint);
    }
    if (is_encrypted_turn(setting))
        return diagnostics.error(setting.value.at, "TURN over TLS would not be encrypted here",
                                 "write turn://USER:PASSWORD@HOST:PORT?transport=tcp");
    const auto text = text_of(setting.value.value, property);
    const auto bad = text ? check_value(property, *text) : BadValue{permitted_values(property), {}};
    const auto expected = bad ? (G_IS_PARAM_SPEC_STRING(property) ? "a string" : bad->expected) : std::string();
    if (bad)
        diagnostics.error(setting.value.at, fmt::format("'{}' must be {}, not {}", key, expected, told(setting)),
                          bad->hint);
}

} // namespace

void check_transport(const Section &transport, Diagnostics &diagnostics) {
    const auto webrtcbin = element_class("webrtcbin");
    if (!webrtcbin)
        return; // said already: no booth can do without it
    for (const auto &setting : transport.settings)
        check_setting(webrtcbin.get(), setting, diagnostics);
}

} // namespace callbooth::config
