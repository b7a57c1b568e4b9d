// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "media/devices/device_monitor.hpp"
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callbooth::media {
namespace {

constexpr size_t sizes_shown = 4;

/// A number, or `first..last` of a range or list; empty when the field is something else.
std::string number_text(const GValue *value) {
    if (value == nullptr)
        return {};
    if (G_VALUE_HOLDS_INT(value))
        return std::to_string(g_value_get_int(value));
    if (GST_VALUE_HOLDS_INT_RANGE(value))
        return fmt::format("{}..{}", gst_value_get_int_range_min(value), gst_value_get_int_range_max(value));
    if (GST_VALUE_HOLDS_LIST(value) && gst_value_list_get_size(value) > 0)
        return fmt::format("{}..{}", number_text(gst_value_list_get_value(value, 0)),
                           number_text(gst_value_list_get_value(value, gst_value_list_get_size(value) - 1)));
    return {};
}

int largest(const GValue *value) {
    if (value == nullptr)
        return 0;
    if (G_VALUE_HOLDS_INT(value))
        return g_value_get_int(value);
    return GST_VALUE_HOLDS_INT_RANGE(value) ? gst_value_get_int_range_max(value) : 0;
}

struct Media {
    std::set<std::pair<int, int>, std::greater<>> sizes;
    std::set<std::string> sounds;
};

void collect(const GstStructure *structure, Media &media) {
    const int width = largest(gst_structure_get_value(structure, "width"));
    const int height = largest(gst_structure_get_value(structure, "height"));
    if (width > 0 && height > 0)
        media.sizes.emplace(width, height);
    const auto rate = number_text(gst_structure_get_value(structure, "rate"));
    const auto channels = number_text(gst_structure_get_value(structure, "channels"));
    if (!rate.empty() && !channels.empty())
        media.sounds.insert(fmt::format("{} Hz {} ch", rate, channels));
}

std::string summary(const std::string &type, const Media &media) {
    std::string text = type;
    size_t shown = 0;
    for (const auto &[width, height] : media.sizes) {
        if (shown++ == sizes_shown) {
            text += fmt::format(" and {} smaller", media.sizes.size() - sizes_shown);
            break;
        }
        text += fmt::format(" {}x{}", width, height);
    }
    return media.sounds.empty() ? text : fmt::format("{} {}", text, fmt::join(media.sounds, ", "));
}

} // namespace

std::string caps_summary(const GstCaps *caps) {
    if (caps == nullptr || gst_caps_is_any(caps))
        return "any";
    std::vector<std::string> order;
    std::map<std::string, Media> types;
    for (guint i = 0; i < gst_caps_get_size(caps); ++i) {
        const GstStructure *structure = gst_caps_get_structure(caps, i);
        const std::string type = gst_structure_get_name(structure);
        if (std::find(order.begin(), order.end(), type) == order.end())
            order.push_back(type);
        collect(structure, types[type]);
    }
    std::vector<std::string> parts;
    parts.reserve(order.size());
    for (const auto &type : order)
        parts.push_back(summary(type, types[type]));
    return fmt::format("{}", fmt::join(parts, "; "));
}

} // namespace callbooth::media
