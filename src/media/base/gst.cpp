// SPDX-License-Identifier: MIT
#include "media/base/gst.hpp"

#include <fmt/format.h>

namespace callbooth::media {

Timeline Timeline::start_now() {
    Timeline timeline;
    timeline.clock = Ref<GstClock>::adopt(gst_system_clock_obtain());
    timeline.base_time = gst_clock_get_time(timeline.clock.get());
    return timeline;
}

void Timeline::apply(GstElement *pipeline) const {
    gst_pipeline_use_clock(GST_PIPELINE(pipeline), clock.get());
    gst_element_set_start_time(pipeline, GST_CLOCK_TIME_NONE);
    gst_element_set_base_time(pipeline, base_time);
}

Ref<GstElement> parse_pipeline(const std::string &description) {
    Handle<GError> error;
    auto *element = gst_parse_launch_full(description.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, Out(error));
    if (!element)
        throw Error(fmt::format("cannot build '{}': {}", description, error ? error->message : "unknown reason"));
    return Ref<GstElement>::share(element);
}

Ref<GstElement> make_element(const char *factory, const char *name) {
    GstElement *element = gst_element_factory_make(factory, name);
    if (!element)
        throw Error(fmt::format("the GStreamer element '{}' is not installed", factory));
    return Ref<GstElement>::share(element);
}

Ref<GstElement> child(GstElement *bin, const char *name) {
    return Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(bin), name));
}

Ref<GObject> object_property(gpointer object, const char *name) {
    GObject *value = nullptr;
    g_object_get(object, name, &value, nullptr);
    return Ref<GObject>::adopt(value);
}

void do_not_wait_for_preroll(GstElement *element) {
    if (GST_OBJECT_FLAG_IS_SET(element, GST_ELEMENT_FLAG_SINK) &&
        g_object_class_find_property(G_OBJECT_GET_CLASS(element), "async"))
        g_object_set(element, "async", FALSE, nullptr);
}

void each_element(GstElement *bin, void (*function)(GstElement *)) {
    struct Free {
        void operator()(GstIterator *it) const { gst_iterator_free(it); }
    };
    const std::unique_ptr<GstIterator, Free> all(gst_bin_iterate_recurse(GST_BIN(bin)));
    gst_iterator_foreach(
        all.get(),
        [](const GValue *item, gpointer data) {
            reinterpret_cast<void (*)(GstElement *)>(data)(GST_ELEMENT(g_value_get_object(item)));
        },
        reinterpret_cast<gpointer>(function));
}

void watch_bus(GstElement *pipeline, Mailbox::Address mailbox, std::function<void(GstMessage *)> handler) {
    struct Watch {
        GstElement *pipeline; // owns the bus and so this; alive while the mailbox is open
        Mailbox::Address mailbox;
        std::function<void(GstMessage *)> handler;
    };
    constexpr int wanted = GST_MESSAGE_ERROR | GST_MESSAGE_WARNING | GST_MESSAGE_EOS | GST_MESSAGE_ELEMENT;
    const auto bus = Ref<GstBus>::adopt(gst_element_get_bus(pipeline));
    gst_bus_set_sync_handler(
        bus.get(),
        [](GstBus *, GstMessage *raw, gpointer data) {
            const std::shared_ptr<GstMessage> message(raw, &gst_message_unref);
            const auto *watch = static_cast<Watch *>(data);
            if (GST_MESSAGE_TYPE(raw) == GST_MESSAGE_LATENCY)
                watch->mailbox.post([pipeline = watch->pipeline, handler = watch->handler, message] {
                    gst_bin_recalculate_latency(GST_BIN(pipeline));
                    handler(message.get());
                });
            else if (GST_MESSAGE_TYPE(raw) & wanted)
                watch->mailbox.post([handler = watch->handler, message] { handler(message.get()); });
            return GST_BUS_DROP;
        },
        new Watch{pipeline, std::move(mailbox), std::move(handler)},
        [](gpointer data) { delete static_cast<Watch *>(data); });
}

std::string message_text(GstMessage *message) {
    Handle<GError> error;
    Handle<char> debug;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
        gst_message_parse_error(message, Out(error), Out(debug));
    else
        gst_message_parse_warning(message, Out(error), Out(debug));
    return fmt::format("{}: {} ({})", GST_MESSAGE_SRC_NAME(message), error ? error->message : "?",
                       debug ? debug.get() : "no details");
}

} // namespace callbooth::media
