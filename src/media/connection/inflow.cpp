// SPDX-License-Identifier: MIT
#include "media/connection/inflow.hpp"

namespace callbooth::media {
namespace {

constexpr size_t overhead = 128; ///< of a message in memory, beside its bytes
constexpr int longest_wait_ms = 50;

GstPadProbeReturn wait_for_room(GstPad *, GstPadProbeInfo *, gpointer data) {
    const Inflow &inflow = **static_cast<std::shared_ptr<Inflow> *>(data);
    for (int waited = 0; inflow.full(); ++waited) {
        if (waited == longest_wait_ms)
            return GST_PAD_PROBE_DROP;
        g_usleep(1000);
    }
    return GST_PAD_PROBE_OK;
}

GstPadProbeReturn fill(GstPad *, GstPadProbeInfo *info, gpointer) {
    auto *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    if (gst_buffer_get_size(buffer) > 0)
        return GST_PAD_PROBE_OK;
    buffer = gst_buffer_make_writable(buffer);
    gst_buffer_append_memory(
        buffer, gst_memory_new_wrapped(GST_MEMORY_FLAG_READONLY, const_cast<char *>(""), 1, 0, 1, nullptr, nullptr));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    return GST_PAD_PROBE_OK;
}

void watch_pad(GstElement *, GstPad *pad, gpointer) {
    if (GST_PAD_DIRECTION(pad) == GST_PAD_SINK)
        gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, fill, nullptr, nullptr);
}

} // namespace

IncomingMessage::IncomingMessage(std::string content, bool is_binary, std::shared_ptr<Inflow> inflow)
    : bytes(std::move(content)), binary(is_binary), inflow_(std::move(inflow)) {
    inflow_->add(bytes.size() + overhead);
}

IncomingMessage::~IncomingMessage() { inflow_->remove(bytes.size() + overhead); }

void slow_down(GstElement *sctpdec, const std::shared_ptr<Inflow> &inflow) {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(sctpdec, "sink"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, wait_for_room, new std::shared_ptr<Inflow>(inflow),
                      [](gpointer data) { delete static_cast<std::shared_ptr<Inflow> *>(data); });
}

void fill_empty_messages(GstElement *sctpenc) {
    g_signal_connect(sctpenc, "pad-added", G_CALLBACK(watch_pad), nullptr);
}

} // namespace callbooth::media
