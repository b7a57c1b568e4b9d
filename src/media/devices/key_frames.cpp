// SPDX-License-Identifier: MIT
#include "media/devices/key_frames.hpp"

#include <cmath>
#include <cstdlib>
#include <linux/videodev2.h>
#include <map>
#include <string_view>
#include <sys/ioctl.h>

#include <fmt/format.h>
#include <gst/video/video.h>

namespace callbooth::media {
namespace {

constexpr auto device_fd = "device-fd";

using Force = bool (*)(int);

GstPadProbeReturn on_event(GstPad *pad, GstPadProbeInfo *info, gpointer force) {
    const auto source = Ref<GstElement>::adopt(gst_pad_get_parent_element(pad));
    if (!source || !gst_video_event_is_force_key_unit(GST_PAD_PROBE_INFO_EVENT(info)))
        return GST_PAD_PROBE_OK;
    int fd = -1;
    g_object_get(source.get(), device_fd, &fd, nullptr);
    if (fd >= 0)
        reinterpret_cast<Force>(force)(fd);
    return GST_PAD_PROBE_OK;
}

/// Profile and constraints, the first two bytes (ITU-T H.264 section A.2).
const std::map<std::string_view, int> profiles = {
    {"constrained-baseline", 0x42e0},
    {"baseline", 0x4200},
    {"main", 0x4d00},
    {"extended", 0x5800},
    {"high", 0x6400},
    {"constrained-high", 0x640c},
    {"progressive-high", 0x6408},
};

/// Ten times the number; 1b of these profiles has a constraint bit instead, which nobody needs here.
std::optional<int> level_of(const char *text) {
    char *end = nullptr;
    const double level = text != nullptr ? g_ascii_strtod(text, &end) : 0;
    if (level < 1 || level > 6.2 || *end != '\0')
        return std::nullopt;
    return static_cast<int>(std::lround(level * 10));
}

} // namespace

bool force_key_frame(int fd) {
    v4l2_control control{};
    control.id = V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME;
    return ioctl(fd, VIDIOC_S_CTRL, &control) == 0;
}

void pass_on_key_frame_requests(GstElement *source, Force force) {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(source, "src"));
    const GParamSpec *fd = g_object_class_find_property(G_OBJECT_GET_CLASS(source), device_fd);
    if (pad && fd != nullptr && fd->value_type == G_TYPE_INT)
        gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, &on_event, reinterpret_cast<gpointer>(force),
                          nullptr);
}

std::optional<std::string> profile_level_id(const GstCaps *caps) {
    if (caps == nullptr || gst_caps_get_size(caps) == 0)
        return std::nullopt;
    const GstStructure *format = gst_caps_get_structure(caps, 0);
    const char *profile = gst_structure_get_string(format, "profile");
    const auto level = level_of(gst_structure_get_string(format, "level"));
    const auto known = profiles.find(profile != nullptr ? profile : "");
    if (!gst_structure_has_name(format, "video/x-h264") || !level || known == profiles.end())
        return std::nullopt;
    return fmt::format("{:04x}{:02x}", known->second, *level);
}

} // namespace callbooth::media
