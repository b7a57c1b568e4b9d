// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <callbooth/services/data_channel.hpp>
#include <callbooth/util/data_codec.hpp>

namespace callbooth {

/// Reads and writes the values of a data channel in the serialization that the channel names. For the channel's owner,
/// who keeps it no longer than the channel. Main context only; listeners may do anything, also destroy this.
class __attribute__((visibility("default"))) DataConnection {
public:
    explicit DataConnection(DataChannel &channel, const data::MessageCodec::Options &options = {});
    ~DataConnection();
    DataConnection(const DataConnection &) = delete;
    DataConnection &operator=(const DataConnection &) = delete;

    DataChannel &channel() const { return channel_; }
    data::MessageCodec &codec() { return codec_; }
    /// All of it is sent, or nothing. Throws Error as DataChannel::send() and MessageCodec::encode() do.
    void send(const data::Value &value);

    Event<const data::Value &> received;
    Event<const data::Fragment &> fragment; ///< with the option `fragments`
    Event<> close_requested;                ///< the peer wants us to close the channel
    Event<const std::string &> unreadable;  ///< what came and is dropped

private:
    void read(const Message &message);
    void emit(const data::Received &one);

    DataChannel &channel_;
    data::MessageCodec codec_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    Subscription subscription_;
};

} // namespace callbooth
