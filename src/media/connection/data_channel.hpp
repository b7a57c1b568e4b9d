// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "media/base/gst.hpp"
#include "media/connection/inflow.hpp"
#include <callbooth/services/data_channel.hpp>
#include <callbooth/services/signaling.hpp>

namespace callbooth::media {

/// A GstWebRTCDataChannel on the main context. Holds back what arrives until `release()`, when the remote's certificate
/// is verified. All functions without a remark are for the main context.
class WebRtcChannel final : public DataChannel {
public:
    /// One that is attached already. On any thread, before the first message can arrive.
    WebRtcChannel(Ref<GstWebRTCDataChannel> channel, std::shared_ptr<Inflow> inflow);
    /// One that webrtcbin is still to make: attach() or fail() follows.
    WebRtcChannel(const ChannelOptions &options, std::shared_ptr<Inflow> inflow)
        : label_(options.label), protocol_(options.protocol), inflow_(std::move(inflow)) {}

    const std::string &label() const override { return label_; }
    const std::string &protocol() const override { return protocol_; }
    bool open() const override;
    size_t buffered() const override;
    size_t max_message() const override { return max_message_; }
    void send(Message message) override;
    void close() override;
    void set_drain_threshold(size_t bytes) override;
    const std::string &metadata() const override { return metadata_; }
    void hold(bool held) override;

    /// On any thread.
    void attach(const Ref<GstWebRTCDataChannel> &channel);
    void fail(const std::string &why);

    /// Over what its opener wrote into the channel: signaling has said it.
    void describe(std::string label, const ConnectionInfo &info);
    void set_max_message(size_t bytes) { max_message_ = std::min(bytes, max_message_bytes); }
    void release();
    /// Its connection is gone.
    void end();
    bool ended() const { return ended_; }
    /// Null while it is not attached.
    GstWebRTCDataChannel *raw() const { return channel_.get(); }

    static constexpr size_t max_message_bytes = 256 * 1024;

private:
    void listen(GstWebRTCDataChannel *channel);
    void adopt(const Ref<GstWebRTCDataChannel> &channel);
    void post_message(const Mailbox::Address &mailbox, std::string bytes, bool binary);
    void send_bytes(std::string_view bytes);
    void send_text(std::string_view text);
    void deliver_waiting();
    void on_open();
    void on_drained();

    Ref<GstWebRTCDataChannel> channel_;
    std::string label_;
    std::string protocol_;
    std::string metadata_;
    size_t max_message_ = 65536; ///< RFC 8841 section 6.1
    size_t drain_threshold_ = 0;
    bool released_ = false;
    bool opened_ = false;
    bool announced_ = false;
    bool closing_ = false;
    bool ended_ = false;
    bool held_ = false;
    bool delivering_ = false;
    std::shared_ptr<Inflow> inflow_;
    std::deque<std::shared_ptr<const IncomingMessage>> waiting_;
    Mailbox mailbox_;
    std::vector<Connection> connections_;
};

} // namespace callbooth::media
