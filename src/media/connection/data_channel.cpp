// SPDX-License-Identifier: MIT
#include "media/connection/data_channel.hpp"

#include <utility>
#include <vector>

namespace callbooth::media {

namespace {
constexpr size_t max_message_bytes = 256 * 1024;
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
    using Raw = GstWebRTCDataChannel;
    const auto mailbox = mailbox_.address();
    connections_.push_back(Connection::make<void(Raw *, GBytes *)>(
        channel_.get(), "on-message-data", [this, mailbox](Raw *, GBytes *data) {
            gsize size = 0;
            const auto *bytes = data ? static_cast<const char *>(g_bytes_get_data(data, &size)) : nullptr;
            mailbox.post([this, copy = std::string(bytes ? bytes : "", size)] { deliver(copy, true); });
        }));
    connections_.push_back(Connection::make<void(Raw *, const char *)>(
        channel_.get(), "on-message-string", [this, mailbox](Raw *, const char *text) {
            mailbox.post([this, copy = std::string(text ? text : "")] { deliver(copy, false); });
        }));
    connections_.push_back(Connection::make<void(Raw *)>(
        channel_.get(), "on-open", [this, mailbox](Raw *) { mailbox.post([this] { on_open(); }); }));
    connections_.push_back(Connection::make<void(Raw *)>(
        channel_.get(), "on-close", [this, mailbox](Raw *) { mailbox.post([this] { closed.emit(); }); }));
    opened_ = open();
}

bool WebRtcChannel::open() const {
    GstWebRTCDataChannelState state = GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED;
    g_object_get(channel_.get(), "ready-state", &state, nullptr);
    return state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN;
}

size_t WebRtcChannel::buffered() const {
    guint64 bytes = 0;
    g_object_get(channel_.get(), "buffered-amount", &bytes, nullptr);
    return bytes;
}

void WebRtcChannel::send(Message outgoing) {
    if (!open())
        throw Error("the data channel is not open");
    if (outgoing.bytes.size() > max_message_bytes)
        throw Error("the message is too long for a data channel");
    if (buffered() + outgoing.bytes.size() > max_buffered_bytes)
        throw Error("the data channel is congested; try again later");
    if (outgoing.binary) {
        const Handle<GBytes> bytes(g_bytes_new(outgoing.bytes.data(), outgoing.bytes.size()));
        gst_webrtc_data_channel_send_data(channel_.get(), bytes.get());
    } else {
        gst_webrtc_data_channel_send_string(channel_.get(), std::string(outgoing.bytes).c_str());
    }
}

void WebRtcChannel::on_open() {
    opened_ = true;
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
