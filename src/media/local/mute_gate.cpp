// SPDX-License-Identifier: MIT
#include "media/local/mute_gate.hpp"

#include <vector>

#include <gst/audio/audio.h>
#include <gst/video/video.h>

template <> struct callbooth::HandleTraits<GstBuffer> {
    static void free(GstBuffer *p) { gst_buffer_unref(p); }
};
template <> struct callbooth::HandleTraits<GstVideoConverter> {
    static void free(GstVideoConverter *p) { gst_video_converter_free(p); }
};

namespace callbooth::media {

namespace {

/// So many encoded pictures are waited for before a key frame is asked for again.
constexpr unsigned key_frame_patience = 15;

class MappedFrame {
public:
    MappedFrame(GstVideoInfo &info, GstBuffer *buffer, GstMapFlags flags)
        : mapped_(gst_video_frame_map(&frame_, &info, buffer, flags) == TRUE) {}
    MappedFrame(const MappedFrame &) = delete;
    MappedFrame &operator=(const MappedFrame &) = delete;
    ~MappedFrame() {
        if (mapped_)
            gst_video_frame_unmap(&frame_);
    }
    GstVideoFrame *get() { return mapped_ ? &frame_ : nullptr; }

private:
    GstVideoFrame frame_{};
    bool mapped_;
};

/// The picture of `info` in a format that we know black of; changes `info` to that.
Handle<GstBuffer> simple_black(GstVideoInfo &info) {
    const GstVideoInfo like = info;
    const bool rgb = GST_VIDEO_INFO_IS_RGB(&like);
    gst_video_info_set_format(&info, rgb ? GST_VIDEO_FORMAT_ARGB : GST_VIDEO_FORMAT_AYUV,
                              static_cast<guint>(like.width), static_cast<guint>(like.height));
    info.fps_n = like.fps_n;
    info.fps_d = like.fps_d;
    info.interlace_mode = like.interlace_mode;
    info.colorimetry = like.colorimetry;
    const bool full = like.colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
    const auto darkest = static_cast<guint8>(rgb || full ? 0 : 16);
    const auto colourless = static_cast<guint8>(rgb ? 0 : 128);
    const guint8 black[] = {255, darkest, colourless, colourless};
    std::vector<guint8> pixels(info.size);
    for (size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = black[i % sizeof black];
    return Handle<GstBuffer>(gst_buffer_new_memdup(pixels.data(), pixels.size()));
}

/// Converted from one format: there are a hundred others.
Handle<GstBuffer> black_picture(const GstCaps *caps) {
    GstVideoInfo info;
    if (!gst_video_info_from_caps(&info, caps))
        return nullptr;
    GstVideoInfo simple = info;
    const auto from = simple_black(simple);
    GstStructure *exactly = gst_structure_new("options", GST_VIDEO_CONVERTER_OPT_DITHER_METHOD,
                                              GST_TYPE_VIDEO_DITHER_METHOD, GST_VIDEO_DITHER_NONE, nullptr);
    const Handle<GstVideoConverter> converter(gst_video_converter_new(&simple, &info, exactly));
    Handle<GstBuffer> picture(gst_buffer_new_allocate(nullptr, info.size, nullptr));
    if (!converter || !picture)
        return nullptr;
    MappedFrame source(simple, from.get(), GST_MAP_READ);
    MappedFrame target(info, picture.get(), GST_MAP_WRITE);
    if (source.get() == nullptr || target.get() == nullptr)
        return nullptr;
    gst_video_converter_frame(converter.get(), source.get(), target.get());
    return picture;
}

Handle<GstBuffer> silence(const GstCaps *caps, gsize size) {
    GstAudioInfo info;
    GstMapInfo map;
    if (!gst_audio_info_from_caps(&info, caps))
        return nullptr;
    Handle<GstBuffer> buffer(gst_buffer_new_allocate(nullptr, size, nullptr));
    if (!buffer || !gst_buffer_map(buffer.get(), &map, GST_MAP_WRITE))
        return nullptr;
    gst_audio_format_info_fill_silence(info.finfo, map.data, map.size);
    gst_buffer_unmap(buffer.get(), &map);
    return buffer;
}

bool raw(const GstCaps *caps, const char *type) {
    return caps != nullptr && gst_structure_has_name(gst_caps_get_structure(caps, 0), type) &&
           gst_caps_features_contains(gst_caps_get_features(caps, 0), "memory:SystemMemory");
}

/// One pad of a gate; on the streaming thread only.
class Guard {
public:
    explicit Guard(std::shared_ptr<std::atomic<bool>> closed) : closed_(std::move(closed)) {}

    GstPadProbeReturn pass(GstPad *pad, GstPadProbeInfo *info) {
        if (!*closed_)
            return pass_open(pad, GST_PAD_PROBE_INFO_BUFFER(info));
        GstBuffer *real = GST_PAD_PROBE_INFO_BUFFER(info);
        auto stand_in = replace(Handle<GstCaps>(gst_pad_get_current_caps(pad)), real);
        if (!stand_in) {
            lost_key_frame_ = true;
            waited_ = 0;
            return GST_PAD_PROBE_DROP;
        }
        gst_buffer_copy_into(stand_in.get(), real,
                             static_cast<GstBufferCopyFlags>(GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS), 0,
                             static_cast<gsize>(-1));
        info->data = stand_in.release();
        gst_buffer_unref(real);
        return GST_PAD_PROBE_OK;
    }

private:
    /// What was encoded while it was closed is missing: it goes on with a key frame.
    GstPadProbeReturn pass_open(GstPad *pad, GstBuffer *buffer) {
        if (!lost_key_frame_)
            return GST_PAD_PROBE_OK;
        lost_key_frame_ = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
        if (!lost_key_frame_)
            return GST_PAD_PROBE_OK;
        if (waited_++ % key_frame_patience == 0)
            gst_pad_send_event(pad, gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
        return GST_PAD_PROBE_DROP;
    }

    Handle<GstBuffer> replace(Handle<GstCaps> caps, GstBuffer *real) {
        if (raw(caps.get(), "audio/x-raw"))
            return silence(caps.get(), gst_buffer_get_size(real));
        if (!raw(caps.get(), "video/x-raw"))
            return nullptr;
        if (!picture_ || !gst_caps_is_equal(caps.get(), picture_caps_.get()))
            picture_ = black_picture(caps.get());
        picture_caps_ = std::move(caps);
        return Handle<GstBuffer>(picture_ ? gst_buffer_copy(picture_.get()) : nullptr); // the memory is shared
    }

    const std::shared_ptr<std::atomic<bool>> closed_;
    bool lost_key_frame_ = false;
    unsigned waited_ = 0;
    Handle<GstCaps> picture_caps_;
    Handle<GstBuffer> picture_;
};

} // namespace

void MuteGate::guard(GstPad *pad) {
    gst_pad_add_probe(
        pad, GST_PAD_PROBE_TYPE_BUFFER,
        [](GstPad *at, GstPadProbeInfo *info, gpointer data) { return static_cast<Guard *>(data)->pass(at, info); },
        new Guard(closed_), [](gpointer data) { delete static_cast<Guard *>(data); });
}

} // namespace callbooth::media
