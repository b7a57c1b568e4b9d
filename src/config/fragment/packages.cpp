// SPDX-License-Identifier: MIT
#include <algorithm>

#include "config/fragment/gst.hpp"
#include <fmt/format.h>

namespace callbooth::config {
namespace {

struct Row {
    std::string_view factory; ///< a `*` at the end stands for anything
    std::string_view package; ///< without `gstreamer1.0-`
};

/// Where Debian 12 keeps the elements that booths use.
constexpr Row packages[] = {
    {"x264enc", "plugins-ugly"},
    {"avdec_*", "libav"},
    {"avenc_*", "libav"},
    {"alsasrc", "alsa"},
    {"alsasink", "alsa"},
    {"alsa*", "alsa"},
    {"gtksink", "gtk3"},
    {"gtkglsink", "gtk3"},
    {"glimagesink", "gl"},
    {"gl*", "gl"},
    {"pipewire*", "pipewire"},
    {"libcamerasrc", "libcamera"},
    {"libcamera*", "libcamera"},
    {"vaapi*", "vaapi"},
    {"nice*", "nice"},
    {"qmlgl*", "qt5"},
    {"textoverlay", "x"},
    {"clockoverlay", "x"},
    {"timeoverlay", "x"},
    {"xvimagesink", "x"},
    {"ximagesink", "x"},
    {"webrtcbin", "plugins-bad"},
    {"webrtc*", "plugins-bad"},
    {"dtls*", "plugins-bad"},
    {"srtp*", "plugins-bad"},
    {"sctp*", "plugins-bad"},
    {"openh264enc", "plugins-bad"},
    {"openh264*", "plugins-bad"},
    {"x265enc", "plugins-bad"},
    {"av1*", "plugins-bad"},
    {"va*", "plugins-bad"},
    {"h264parse", "plugins-bad"},
    {"h265parse", "plugins-bad"},
    {"waylandsink", "plugins-bad"},
    {"gtkwaylandsink", "plugins-bad"},
    {"kmssink", "plugins-bad"},
    {"fbdevsink", "plugins-bad"},
    {"qroverlay", "plugins-bad"},
    {"rsvgoverlay", "plugins-bad"},
    {"v4l2src", "plugins-good"},
    {"v4l2*", "plugins-good"},
    {"pulsesrc", "plugins-good"},
    {"pulsesink", "plugins-good"},
    {"jpegdec", "plugins-good"},
    {"jack*", "plugins-good"},
    {"vp8enc", "plugins-good"},
    {"vp8dec", "plugins-good"},
    {"vp9enc", "plugins-good"},
    {"vp9dec", "plugins-good"},
    {"rtp*", "plugins-good"},
    {"jpeg*", "plugins-good"},
    {"mulaw*", "plugins-good"},
    {"alaw*", "plugins-good"},
    {"auto*", "plugins-good"},
    {"ximagesrc", "plugins-good"},
    {"gdkpixbufoverlay", "plugins-good"},
    {"level", "plugins-good"},
    {"videoflip", "plugins-good"},
    {"videocrop", "plugins-good"},
    {"opusenc", "plugins-base"},
    {"opusdec", "plugins-base"},
    {"opus*", "plugins-base"},
    {"vorbis*", "plugins-base"},
    {"video*", "plugins-base"},
    {"audio*", "plugins-base"},
    {"decodebin*", "plugins-base"},
    {"uridecodebin*", "plugins-base"},
    {"compositor", "plugins-base"},
};

bool matches(std::string_view pattern, std::string_view name) {
    if (pattern.ends_with('*'))
        return name.starts_with(pattern.substr(0, pattern.size() - 1));
    return pattern == name;
}

} // namespace

std::string package_hint(const std::string &factory) {
    for (const auto &row : packages)
        if (matches(row.factory, factory))
            return fmt::format("apt install gstreamer1.0-{}", row.package);
    return {};
}

bool is_well_known(const std::string &factory) {
    return std::any_of(std::begin(packages), std::end(packages),
                       [&](const Row &row) { return row.factory == factory; });
}

} // namespace callbooth::config
