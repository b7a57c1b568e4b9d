// SPDX-License-Identifier: MIT
#include "config/fragment/gst.hpp"

#include <algorithm>

namespace callbooth::config {
namespace {

constexpr size_t max_described = 3;

using FeatureList = std::unique_ptr<GList, FreeWith<gst_plugin_feature_list_free>>;

/// `sink_%u` stands for `sink_0`.
bool is_named(const GstStaticPadTemplate &pad, const std::string &name) {
    const std::string_view pattern(pad.name_template);
    const auto percent = pattern.find('%');
    if (percent == std::string_view::npos)
        return pattern == name;
    return std::string_view(name).starts_with(pattern.substr(0, percent));
}

template <class F> void each_pad(GstElementFactory *factory, GstPadDirection direction, F visit) {
    for (const GList *item = gst_element_factory_get_static_pad_templates(factory); item; item = item->next) {
        auto *pad = static_cast<GstStaticPadTemplate *>(item->data);
        if (pad->direction == direction)
            visit(*pad);
    }
}

bool in_system_memory(const GstCaps *caps, guint index) {
    const GstCapsFeatures *features = gst_caps_get_features(caps, index);
    for (guint i = 0; features != nullptr && i < gst_caps_features_get_size(features); ++i) {
        const std::string_view feature = gst_caps_features_get_nth(features, i);
        if (feature.starts_with("memory:") && feature != GST_CAPS_FEATURE_MEMORY_SYSTEM_MEMORY)
            return false;
    }
    return true;
}

} // namespace

FactoryHandle find_factory(const std::string &name) {
    return FactoryHandle(name.empty() ? nullptr : gst_element_factory_find(name.c_str()));
}

std::vector<std::string> factory_names() {
    const FeatureList features(gst_registry_get_feature_list(gst_registry_get(), GST_TYPE_ELEMENT_FACTORY));
    std::vector<std::string> names;
    for (const GList *item = features.get(); item; item = item->next)
        names.emplace_back(gst_plugin_feature_get_name(GST_PLUGIN_FEATURE(item->data)));
    std::sort(names.begin(), names.end());
    return names;
}

ClassHandle element_class(const std::string &name) {
    const auto factory = find_factory(name);
    if (!factory)
        return nullptr;
    const FactoryHandle loaded(GST_ELEMENT_FACTORY(gst_plugin_feature_load(GST_PLUGIN_FEATURE(factory.get()))));
    if (!loaded)
        return nullptr;
    const GType type = gst_element_factory_get_element_type(loaded.get());
    return ClassHandle(type == 0 ? nullptr : G_OBJECT_CLASS(g_type_class_ref(type)));
}

bool has_class(GstElementFactory *factory, std::string_view word) {
    const char *klass = gst_element_factory_get_metadata(factory, GST_ELEMENT_METADATA_KLASS);
    return klass && std::string_view(klass).find(word) != std::string_view::npos;
}

bool has_pads(GstElementFactory *factory, GstPadDirection direction) {
    bool found = false;
    each_pad(factory, direction, [&](const GstStaticPadTemplate &) { found = true; });
    return found;
}

CapsHandle template_caps(GstElementFactory *factory, GstPadDirection direction, const std::string &pad) {
    CapsHandle all(gst_caps_new_empty());
    each_pad(factory, direction, [&](GstStaticPadTemplate &t) {
        if (pad.empty() || is_named(t, pad))
            all.reset(gst_caps_merge(all.release(), gst_static_pad_template_get_caps(&t)));
    });
    return all;
}

CapsHandle parse_caps(const std::string &text) { return CapsHandle(gst_caps_from_string(text.c_str())); }

bool in_graphics_memory(const GstCaps *caps) {
    bool all = !gst_caps_is_any(caps) && !gst_caps_is_empty(caps);
    for (guint i = 0; all && i < gst_caps_get_size(caps); ++i)
        all = !in_system_memory(caps, i);
    return all;
}

std::string describe_caps(const GstCaps *caps) {
    if (gst_caps_is_any(caps))
        return "anything";
    std::vector<std::string> names;
    for (guint i = 0; i < gst_caps_get_size(caps); ++i) {
        std::string name = gst_structure_get_name(gst_caps_get_structure(caps, i));
        if (!in_system_memory(caps, i))
            name += "(" + std::string(StringHandle(gst_caps_features_to_string(gst_caps_get_features(caps, i))).get()) +
                    ")";
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    }
    std::string text;
    for (size_t i = 0; i < std::min(names.size(), max_described); ++i)
        text += (i == 0 ? "" : " or ") + names[i];
    return names.size() > max_described ? text + " or others" : text;
}

} // namespace callbooth::config
