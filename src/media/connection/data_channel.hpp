// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "media/base/gst.hpp"
#include <callbooth/services/call.hpp>

namespace callbooth::media {

/// A GstWebRTCDataChannel on the main context. Made on any thread, before the first message can arrive; holds back what
/// arrives until `release()`, when the remote's certificate is verified.
class WebRtcChannel final : public DataChannel {
public:
    explicit WebRtcChannel(Ref<GstWebRTCDataChannel> channel);

    const std::string &label() const override { return label_; }
    const std::string &protocol() const override { return protocol_; }
    bool open() const override;
    size_t buffered() const override;
    void send(Message message) override;

    /// Over what its opener wrote into the channel: signaling has said it.
    void set_protocol(std::string name) { protocol_ = std::move(name); }
    void release();
    GstWebRTCDataChannel *raw() const { return channel_.get(); }

private:
    void deliver(const std::string &bytes, bool binary);
    void on_open();

    struct Held {
        std::string bytes;
        bool binary;
    };
    Ref<GstWebRTCDataChannel> channel_;
    std::string label_;
    std::string protocol_;
    bool released_ = false;
    bool opened_ = false;
    bool announced_ = false;
    std::deque<Held> held_;
    Mailbox mailbox_;
    std::vector<Connection> connections_;
};

} // namespace callbooth::media
