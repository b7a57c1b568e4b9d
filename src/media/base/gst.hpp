// SPDX-License-Identifier: MIT
/// GStreamer's C types for Ref and Handle, and what every pipeline here needs.
#pragma once

#include <functional>
#include <string>

#include "media/base/mailbox.hpp"
#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <gst/gst.h>
#include <gst/sdp/gstsdpmessage.h>
#include <gst/webrtc/webrtc.h>

namespace callbooth {

template <> struct HandleTraits<GstCaps> {
    static void free(GstCaps *p) { gst_caps_unref(p); }
};
template <> struct HandleTraits<GstSample> {
    static void free(GstSample *p) { gst_sample_unref(p); }
};
template <> struct HandleTraits<GstMessage> {
    static void free(GstMessage *p) { gst_message_unref(p); }
};
template <> struct HandleTraits<GstQuery> {
    static void free(GstQuery *p) { gst_query_unref(p); }
};
template <> struct HandleTraits<GstStructure> {
    static void free(GstStructure *p) { gst_structure_free(p); }
};
template <> struct HandleTraits<GstSDPMessage> {
    static void free(GstSDPMessage *p) { gst_sdp_message_free(p); }
};
template <> struct HandleTraits<GArray> {
    static void free(GArray *p) { g_array_unref(p); }
};
template <> struct HandleTraits<GstWebRTCSessionDescription> {
    static void free(GstWebRTCSessionDescription *p) { gst_webrtc_session_description_free(p); }
};

} // namespace callbooth

namespace callbooth::media {

/// The clock and the moment zero that all pipelines of a booth share, so that a buffer's time means the same in each.
struct Timeline {
    Ref<GstClock> clock;
    GstClockTime base_time = 0;

    static Timeline start_now();
    void apply(GstElement *pipeline) const;
};

/// gst_parse_launch with its message as Error.
Ref<GstElement> parse_pipeline(const std::string &description);

/// An element by factory, floating reference sunk. Throws Error naming the factory.
Ref<GstElement> make_element(const char *factory, const char *name = nullptr);

Ref<GstElement> child(GstElement *bin, const char *name);

/// A property that is an object; null where it is.
Ref<GObject> object_property(gpointer object, const char *name);

/// A sink without data yet (between calls there is no sound) must not hold up the others.
void do_not_wait_for_preroll(GstElement *element);

/// Calls `function` with every element in the bin, at any depth.
void each_element(GstElement *bin, void (*function)(GstElement *));

/// Sends the bus's errors, warnings, EOS, latency and element messages to `handler` on the mailbox's context, and keeps
/// the pipeline's latency up to date before that.
void watch_bus(GstElement *pipeline, Mailbox::Address mailbox, std::function<void(GstMessage *)> handler);

/// `element: what went wrong (debug details)` of an error or warning message.
std::string message_text(GstMessage *message);

} // namespace callbooth::media
