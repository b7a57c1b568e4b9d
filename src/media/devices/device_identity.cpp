// SPDX-License-Identifier: MIT
#include "media/devices/device_identity.hpp"

#include <fmt/format.h>

namespace callbooth::media {
namespace {

std::string text_of(const GstStructure *properties, const char *key) {
    const char *text = properties != nullptr ? gst_structure_get_string(properties, key) : nullptr;
    return text != nullptr ? text : "";
}

std::string by_id_path(const GstStructure *properties) {
    for (const char *key : {"device.path", "api.v4l2.path", "device.string", "object.path"})
        if (auto path = text_of(properties, key); path.find("/by-id/") != std::string::npos)
            return path;
    return {};
}

std::string usb_id(const GstStructure *properties) {
    const auto vendor = text_of(properties, "device.vendor.id");
    const auto product = text_of(properties, "device.product.id");
    const auto serial = text_of(properties, "device.serial");
    if (vendor.empty() || product.empty() || serial.empty())
        return {};
    return fmt::format("{}:{}:{}", vendor, product, serial);
}

/// The folder of a video4linux device in sysfs; empty when it is something else.
std::string sysfs_folder(const GstStructure *properties) {
    if (auto folder = text_of(properties, "sysfs.path"); !folder.empty())
        return folder;
    constexpr std::string_view prefix = "/dev/video";
    for (const char *key : {"device.path", "api.v4l2.path"})
        if (const auto path = text_of(properties, key); path.starts_with(prefix))
            return "/sys/class/video4linux/video" + path.substr(prefix.size());
    return {};
}

/// Linux counts the nodes of one camera; `/dev/videoN` counts those of all.
std::string node_index(const GstStructure *properties) {
    const auto folder = sysfs_folder(properties);
    Handle<char> text;
    if (folder.empty() || g_file_get_contents((folder + "/index").c_str(), Out(text), nullptr, nullptr) == FALSE)
        return {};
    return g_strstrip(text.get());
}

} // namespace

std::string device_id(const GstStructure *properties, std::string_view fallback) {
    for (auto id : {usb_id(properties), by_id_path(properties), text_of(properties, "device.bus_path"),
                    text_of(properties, "node.name")})
        if (!id.empty())
            return id;
    return std::string(fallback);
}

DeviceIdentity identify(const GstStructure *properties, std::string_view fallback) {
    auto node = text_of(properties, "node.name");
    DeviceIdentity identity{
        device_id(properties, fallback),
        {text_of(properties, "device.bus_path"), node.empty() ? std::string(fallback) : node, node_index(properties)}};
    for (auto &detail : identity.details)
        if (detail == identity.base)
            detail.clear();
    return identity;
}

std::string DeviceIdentity::id(size_t count) const {
    std::string id = base;
    for (size_t i = 0; i < count; ++i)
        if (!details[i].empty())
            id += '@' + details[i];
    return id;
}

bool DeviceIdentity::known_as(std::string_view wanted) const {
    for (size_t count = 0; count <= max_details; ++count)
        if (id(count) == wanted)
            return true;
    return false;
}

} // namespace callbooth::media
