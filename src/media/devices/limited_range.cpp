// SPDX-License-Identifier: MIT
#include "media/devices/limited_range.hpp"

#include <array>
#include <cmath>
#include <memory>

#include <gst/video/video.h>

namespace callbooth::media {
namespace {

using Table = std::array<guint8, 256>;

/// ITU-R BT.601: luma has 219 steps from 16 on, chroma 224 around 128.
Table table(double zero, double to, double steps) {
    Table values{};
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<guint8>(std::lround(to + (static_cast<double>(i) - zero) * steps / 255));
    return values;
}

void apply(const Table &values, GstVideoFrame &frame, guint component) {
    const int width = GST_VIDEO_FRAME_COMP_WIDTH(&frame, component);
    const int height = GST_VIDEO_FRAME_COMP_HEIGHT(&frame, component);
    const int step = GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, component);
    auto *row = static_cast<guint8 *>(GST_VIDEO_FRAME_COMP_DATA(&frame, component));
    for (int y = 0; y < height; ++y, row += GST_VIDEO_FRAME_COMP_STRIDE(&frame, component))
        for (int x = 0; x < width; ++x)
            row[x * step] = values[row[x * step]];
}

/// Of one pad, on its streaming thread only.
class Range {
public:
    GstPadProbeReturn pass(GstPadProbeInfo *info) {
        if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER)
            pass_picture(info);
        else if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_CAPS)
            pass_caps(info);
        return GST_PAD_PROBE_OK;
    }

private:
    void pass_caps(GstPadProbeInfo *info) {
        GstEvent *event = GST_PAD_PROBE_INFO_EVENT(info);
        GstCaps *caps = nullptr;
        gst_event_parse_caps(event, &caps);
        full_ = is_full(caps);
        if (!full_)
            return;
        format_.colorimetry.range = GST_VIDEO_COLOR_RANGE_16_235;
        const Handle<char> colorimetry(gst_video_colorimetry_to_string(&format_.colorimetry));
        const Handle<GstCaps> limited(gst_caps_copy(caps));
        gst_caps_set_simple(limited.get(), "colorimetry", G_TYPE_STRING, colorimetry.get(), nullptr);
        info->data = gst_event_new_caps(limited.get());
        gst_event_unref(event);
    }

    bool is_full(const GstCaps *caps) {
        const GstCapsFeatures *features = gst_caps_get_features(caps, 0);
        if (features != nullptr && !gst_caps_features_contains(features, GST_CAPS_FEATURE_MEMORY_SYSTEM_MEMORY))
            return false;
        return gst_video_info_from_caps(&format_, caps) == TRUE &&
               (GST_VIDEO_INFO_IS_YUV(&format_) || GST_VIDEO_INFO_IS_GRAY(&format_)) &&
               GST_VIDEO_INFO_COMP_DEPTH(&format_, 0) == 8 && format_.colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
    }

    void pass_picture(GstPadProbeInfo *info) {
        static const Table luma = table(0, 16, 219);
        static const Table chroma = table(128, 128, 224);
        if (!full_)
            return;
        GstBuffer *picture = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
        info->data = picture;
        GstVideoFrame frame;
        constexpr auto both = static_cast<GstMapFlags>(GST_MAP_READ | GST_MAP_WRITE);
        if (gst_video_frame_map(&frame, &format_, picture, both) == FALSE)
            return;
        for (guint i = 0; i < GST_VIDEO_FRAME_N_COMPONENTS(&frame) && i != GST_VIDEO_COMP_A; ++i)
            apply(i == GST_VIDEO_COMP_Y ? luma : chroma, frame, i);
        gst_video_frame_unmap(&frame);
    }

    bool full_ = false;
    GstVideoInfo format_{};
};

} // namespace

void limit_range(GstPad *pad) {
    gst_pad_add_probe(
        pad, static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM),
        [](GstPad *, GstPadProbeInfo *info, gpointer data) { return static_cast<Range *>(data)->pass(info); },
        new Range, [](gpointer data) { delete static_cast<Range *>(data); });
}

} // namespace callbooth::media
