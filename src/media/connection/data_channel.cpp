// SPDX-License-Identifier: MIT
#include "media/connection/data_channel.hpp"

#include <utility>
#include <vector>

namespace callbooth::media {

namespace {
std::string text_property(GstWebRTCDataChannel *channel, const char *name) {
    Handle<char> value;
    g_object_get(channel, name, static_cast<char **>(Out(value)), nullptr);
    return value ? value.get() : "";
}

[[noreturn]] void refuse(const Handle<GError> &error) {
    throw Error(std::string("the data channel did not take the message: ") +
                (error ? error->message : "no reason given"));
}
} // namespace

WebRtcChannel::WebRtcChannel(Ref<GstWebRTCDataChannel> channel, std::shared_ptr<Inflow> inflow)
    : channel_(std::move(channel)), label_(text_property(channel_.get(), "label")),
      protocol_(text_property(channel_.get(), "protocol")), inflow_(std::move(inflow)) {
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
            post_message(mailbox, std::string(bytes ? bytes : "", size), data != nullptr);
        }));
    connections_.push_back(Connection::make<void(Raw *, const char *)>(
        channel, "on-message-string",
        [this, mailbox](Raw *, const char *text) { post_message(mailbox, text ? text : "", text == nullptr); }));
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

/// On GStreamer's thread.
void WebRtcChannel::post_message(const Mailbox::Address &mailbox, std::string bytes, bool binary) {
    mailbox.post([this, incoming = std::make_shared<const IncomingMessage>(std::move(bytes), binary, inflow_)] {
        waiting_.push_back(incoming);
        deliver_waiting();
    });
}

void WebRtcChannel::describe(std::string label, const ConnectionInfo &info) {
    label_ = std::move(label);
    protocol_ = info.channel.protocol;
    metadata_ = info.metadata;
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
    if (buffered() + outgoing.bytes.size() > max_buffered)
        throw Error("the data channel is congested; try again later");
    if (outgoing.binary)
        send_bytes(outgoing.bytes);
    else
        send_text(outgoing.bytes);
}

// Null is an empty message for webrtcbin. 1.22 has the numbers of both kinds the wrong way round, when it sends and
// when it receives (RFC 8831 section 8: 56 is an empty text, 57 are empty bytes).

void WebRtcChannel::send_bytes(std::string_view bytes) {
    Handle<GError> error;
    const Handle<GBytes> copy(g_bytes_new(bytes.data(), bytes.size()));
    if (bytes.empty() ? !gst_webrtc_data_channel_send_string_full(channel_.get(), nullptr, Out(error))
                      : !gst_webrtc_data_channel_send_data_full(channel_.get(), copy.get(), Out(error)))
        refuse(error);
}

void WebRtcChannel::send_text(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        throw Error("a text with U+0000 cannot be sent over a data channel; send it as bytes");
    Handle<GError> error;
    if (text.empty() ? !gst_webrtc_data_channel_send_data_full(channel_.get(), nullptr, Out(error))
                     : !gst_webrtc_data_channel_send_string_full(channel_.get(), std::string(text).c_str(), Out(error)))
        refuse(error);
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
    held_ = false;
    deliver_waiting(); // what came before the end
    if (std::exchange(ended_, true))
        return;
    waiting_.clear();
    closed.emit();
}

void WebRtcChannel::on_open() {
    opened_ = true;
    if (closing_ && !ended_)
        return gst_webrtc_data_channel_close(channel_.get());
    if (released_ && !std::exchange(announced_, true))
        opened.emit();
}

/// A listener may hold the channel, release it again or end it.
void WebRtcChannel::deliver_waiting() {
    if (std::exchange(delivering_, true))
        return;
    while (released_ && !held_ && !ended_ && !waiting_.empty()) {
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        message.emit(Message{next->bytes, next->binary});
    }
    delivering_ = false;
}

void WebRtcChannel::hold(bool held) {
    held_ = held;
    if (!held)
        mailbox_.address().post([this] { deliver_waiting(); });
}

void WebRtcChannel::release() {
    if (std::exchange(released_, true))
        return;
    if (opened_)
        on_open();
    deliver_waiting();
}

} // namespace callbooth::media
