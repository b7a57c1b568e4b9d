// SPDX-License-Identifier: MIT
#include "media/connection/data_channel.hpp"

#include <utility>
#include <vector>

namespace callbooth::media {

namespace {
constexpr size_t max_buffered_bytes = 8 * 1024 * 1024;
constexpr size_t max_held_messages = 256;

std::string text_property(GstWebRTCDataChannel *channel, const char *name) {
    Handle<char> value;
    g_object_get(channel, name, static_cast<char **>(Out(value)), nullptr);
    return value ? value.get() : "";
}
} // namespace

WebRtcChannel::WebRtcChannel(Ref<GstWebRTCDataChannel> channel)
    : channel_(std::move(channel)), label_(text_property(channel_.get(), "label")),
      protocol_(text_property(channel_.get(), "protocol")) {
    listen(channel_.get());
    opened_ = open();
}

void WebRtcChannel::attach(const Ref<GstWebRTCDataChannel> &channel) {
    const auto mailbox = mailbox_.address();
    mailbox.post([this, channel] { adopt(channel); });
    listen(channel.get());
    // It may have opened before anybody listened.
    mailbox.post([this] {
        if (open())
            on_open();
    });
}

void WebRtcChannel::fail(const std::string &why) {
    mailbox_.address().post([this, why] {
        failed.emit(why);
        end();
    });
}

void WebRtcChannel::adopt(const Ref<GstWebRTCDataChannel> &channel) {
    channel_ = channel;
    set_drain_threshold(drain_threshold_);
}

void WebRtcChannel::listen(GstWebRTCDataChannel *channel) {
    using Raw = GstWebRTCDataChannel;
    const auto mailbox = mailbox_.address();
    connections_.push_back(
        Connection::make<void(Raw *, GBytes *)>(channel, "on-message-data", [this, mailbox](Raw *, GBytes *data) {
            gsize size = 0;
            const auto *bytes = data ? static_cast<const char *>(g_bytes_get_data(data, &size)) : nullptr;
            mailbox.post([this, copy = std::string(bytes ? bytes : "", size)] { deliver(copy, true); });
        }));
    connections_.push_back(Connection::make<void(Raw *, const char *)>(
        channel, "on-message-string", [this, mailbox](Raw *, const char *text) {
            mailbox.post([this, copy = std::string(text ? text : "")] { deliver(copy, false); });
        }));
    connections_.push_back(
        Connection::make<void(Raw *, GError *)>(channel, "on-error", [this, mailbox](Raw *, GError *error) {
            mailbox.post([this, why = std::string(error ? error->message : "")] { failed.emit(why); });
        }));
    const auto on = [&](const char *signal, void (WebRtcChannel::*handler)()) {
        connections_.push_back(Connection::make<void(Raw *)>(channel, signal, [this, mailbox, handler](Raw *) {
            mailbox.post([this, handler] { (this->*handler)(); });
        }));
    };
    on("on-open", &WebRtcChannel::on_open);
    on("on-close", &WebRtcChannel::end);
    on("on-buffered-amount-low", &WebRtcChannel::on_drained);
}

void WebRtcChannel::describe(std::string label, std::string protocol) {
    label_ = std::move(label);
    protocol_ = std::move(protocol);
}

bool WebRtcChannel::open() const {
    GstWebRTCDataChannelState state = GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED;
    if (channel_)
        g_object_get(channel_.get(), "ready-state", &state, nullptr);
    return state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN;
}

size_t WebRtcChannel::buffered() const {
    guint64 bytes = 0;
    if (channel_)
        g_object_get(channel_.get(), "buffered-amount", &bytes, nullptr);
    return bytes;
}

void WebRtcChannel::send(Message outgoing) {
    if (!open())
        throw Error("the data channel is not open");
    if (outgoing.bytes.size() > max_message_)
        throw Error("the message is too long for the other side of the data channel");
    if (buffered() + outgoing.bytes.size() > max_buffered_bytes)
        throw Error("the data channel is congested; try again later");
    if (outgoing.binary) {
        const Handle<GBytes> bytes(g_bytes_new(outgoing.bytes.data(), outgoing.bytes.size()));
        gst_webrtc_data_channel_send_data(channel_.get(), bytes.get());
    } else {
        gst_webrtc_data_channel_send_string(channel_.get(), std::string(outgoing.bytes).c_str());
    }
}

/// One that is still being opened is closed when it is open.
void WebRtcChannel::close() {
    if (std::exchange(closing_, true))
        return;
    if (open())
        gst_webrtc_data_channel_close(channel_.get());
}

void WebRtcChannel::set_drain_threshold(size_t bytes) {
    drain_threshold_ = bytes;
    if (channel_)
        g_object_set(channel_.get(), "buffered-amount-low-threshold", static_cast<guint64>(bytes), nullptr);
}

void WebRtcChannel::on_drained() {
    if (released_ && !ended_)
        drained.emit();
}

void WebRtcChannel::end() {
    if (!std::exchange(ended_, true))
        closed.emit();
}

void WebRtcChannel::on_open() {
    opened_ = true;
    if (closing_ && !ended_)
        return gst_webrtc_data_channel_close(channel_.get());
    if (released_ && !std::exchange(announced_, true))
        opened.emit();
}

void WebRtcChannel::deliver(const std::string &bytes, bool binary) {
    if (released_)
        message.emit(Message{bytes, binary});
    else if (held_.size() < max_held_messages)
        held_.push_back({bytes, binary});
}

void WebRtcChannel::release() {
    if (std::exchange(released_, true))
        return;
    if (opened_)
        on_open();
    for (; !held_.empty(); held_.pop_front())
        message.emit(Message{held_.front().bytes, held_.front().binary});
}

} // namespace callbooth::media
