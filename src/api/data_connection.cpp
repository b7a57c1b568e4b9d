// SPDX-License-Identifier: MIT
#include <algorithm>

#include <callbooth/error.hpp>
#include <callbooth/services/data_connection.hpp>

namespace callbooth {

DataConnection::DataConnection(DataChannel &channel, const data::MessageCodec::Options &options)
    : channel_(channel), codec_(channel.protocol(), options),
      subscription_(channel.message.subscribe([this](const Message &message) { read(message); })) {}

DataConnection::~DataConnection() = default;

void DataConnection::send(const data::Value &value) {
    const auto messages = codec_.encode(value);
    size_t bytes = 0;
    for (const auto &message : messages) {
        bytes += message.bytes.size();
        if (message.bytes.size() > channel_.max_message())
            throw Error("the message is too long for the other side of the data channel");
    }
    if (channel_.buffered() + bytes > DataChannel::max_buffered)
        throw Error(bytes > DataChannel::max_buffered ? "the message is too long for a data channel"
                                                      : "the data channel is congested; try again later");
    for (const auto &message : messages)
        channel_.send({message.bytes, message.binary});
}

void DataConnection::read(const Message &message) {
    const std::weak_ptr<bool> alive = alive_;
    for (const auto &one : codec_.decode(message.bytes, message.binary)) {
        if (alive.expired())
            return;
        emit(one);
    }
}

void DataConnection::emit(const data::Received &one) {
    if (const auto *value = std::get_if<data::Value>(&one))
        received.emit(*value);
    else if (const auto *piece = std::get_if<data::Fragment>(&one))
        fragment.emit(*piece);
    else if (const auto *dropped = std::get_if<data::Unreadable>(&one))
        unreadable.emit(dropped->what);
    else
        close_requested.emit();
}

} // namespace callbooth
