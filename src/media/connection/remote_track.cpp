// SPDX-License-Identifier: MIT
#include "media/connection/remote_track.hpp"

#include <algorithm>

namespace callbooth::media {

namespace {

constexpr auto frames = "callbooth-frames";
constexpr auto output =
    "appsink name=callbooth-frames sync=false async=false enable-last-sample=false max-buffers=8 drop=true";

std::string chain(const std::string &kind) {
    if (kind == "video")
        return std::string("decodebin name=callbooth-decoder ! video/x-raw ! ") + output;
    return std::string("decodebin name=callbooth-decoder ! audioconvert ! audioresample ! "
                       "audio/x-raw,format=S16LE,rate=48000,channels=2 ! "
                       "level interval=200000000 ! ") +
           output;
}

std::string media_kind(GstPad *pad) {
    Handle<GstCaps> caps(gst_pad_get_current_caps(pad));
    if (!caps)
        caps.reset(gst_pad_query_caps(pad, nullptr));
    if (gst_caps_is_empty(caps.get()) || gst_caps_is_any(caps.get()))
        return {};
    const char *kind = gst_structure_get_string(gst_caps_get_structure(caps.get(), 0), "media");
    return kind ? kind : "";
}

Ref<GstElement> decoder_bin(const std::string &kind) {
    Handle<GError> error;
    auto bin = Ref<GstElement>::share(gst_parse_bin_from_description(chain(kind).c_str(), FALSE, Out(error)));
    if (!bin)
        throw Error(error ? error->message : "no decoder");
    // Until decodebin knows its output it is on its way to PAUSED, and would take the whole pipeline back there. The
    // other track, if it came just then, would follow the pipeline to PAUSED for good: one call in a thousand had no
    // picture.
    g_object_set(bin.get(), "async-handling", TRUE, nullptr);
    // By hand: left to itself the bin would also expose what waits for the decoder's output.
    const auto decoder = child(bin.get(), "callbooth-decoder");
    const auto sink = Ref<GstPad>::adopt(gst_element_get_static_pad(decoder.get(), "sink"));
    gst_element_add_pad(bin.get(), gst_ghost_pad_new("sink", sink.get()));
    return bin;
}

void add(GstElement *pipeline, const Ref<GstElement> &element) {
    gst_bin_add(GST_BIN(pipeline), element.get());
    gst_element_sync_state_with_parent(element.get());
}

void link(GstPad *pad, const Ref<GstPad> &target) {
    if (gst_pad_link(pad, target.get()) != GST_PAD_LINK_OK)
        throw Error("the remote's media does not fit our decoder");
}

void throw_away(GstElement *pipeline, GstPad *pad) {
    const auto sink = make_element("fakesink");
    g_object_set(sink.get(), "async", FALSE, "sync", FALSE, nullptr);
    add(pipeline, sink);
    link(pad, Ref<GstPad>::adopt(gst_element_get_static_pad(sink.get(), "sink")));
}

/// What the streams share: what passes it is decoded.
Ref<GstElement> make_selector(GstElement *pipeline, const Ref<GstElement> &decoder) {
    auto selector = make_element("input-selector");
    g_object_set(selector.get(), "sync-streams", FALSE, nullptr);
    add(pipeline, decoder);
    add(pipeline, selector);
    const auto source = Ref<GstPad>::adopt(gst_element_get_static_pad(selector.get(), "src"));
    link(source.get(), Ref<GstPad>::adopt(gst_element_get_static_pad(decoder.get(), "sink")));
    return selector;
}

} // namespace

void mend_losses(GstElement *element) {
    for (const char *name : {"request-keyframe", "automatic-request-sync-points", "plc", "use-inband-fec"})
        if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), name))
            g_object_set(element, name, TRUE, nullptr);
}

RemoteTrack RemoteTracks::add(GstElement *pipeline, GstPad *pad) {
    const auto kind = media_kind(pad);
    if ((kind == "video" && want_video_) || (kind == "audio" && want_audio_))
        return select(pipeline, pad, kind);
    throw_away(pipeline, pad);
    return {kind, nullptr, {}};
}

RemoteTrack RemoteTracks::select(GstElement *pipeline, GstPad *pad, const std::string &kind) {
    const std::lock_guard lock(mutex_);
    Decoder &decoder = kind == "video" ? video_ : audio_;
    if (++decoder.streams > max_streams) {
        throw_away(pipeline, pad);
        return {kind, nullptr, {}};
    }
    if (!decoder.selector) {
        const auto bin = decoder_bin(kind);
        decoder.feed = std::make_shared<Feed>(child(bin.get(), frames));
        decoder.selector = make_selector(pipeline, bin);
    }
    const auto input = Ref<GstPad>::adopt(gst_element_request_pad_simple(decoder.selector.get(), "sink_%u"));
    link(pad, input);
    g_object_set(decoder.selector.get(), "active-pad", input.get(), nullptr);
    return {kind, decoder.feed, Ref<GstPad>::share(pad)};
}

// The element's interface is a GValueArray.
G_GNUC_BEGIN_IGNORE_DEPRECATIONS
std::optional<double> audio_level(GstMessage *message) {
    const GstStructure *s = gst_message_get_structure(message);
    if (!s || !gst_structure_has_name(s, "level"))
        return std::nullopt;
    const auto *values = static_cast<GValueArray *>(g_value_get_boxed(gst_structure_get_value(s, "rms")));
    double loudest = -200;
    for (guint i = 0; i < values->n_values; ++i)
        loudest = std::max(loudest, g_value_get_double(&values->values[i]));
    return loudest;
}
G_GNUC_END_IGNORE_DEPRECATIONS

} // namespace callbooth::media
