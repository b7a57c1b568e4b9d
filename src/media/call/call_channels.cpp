// SPDX-License-Identifier: MIT
/// The data channels of a BoothCall: which connection carries one, and how long it is kept.
#include <algorithm>

#include "media/call/booth_call.hpp"

namespace callbooth::media {

namespace {

/// Within what a DATA_CHANNEL_OPEN message can say (RFC 8832 section 5.1).
void check(const ChannelOptions &options) {
    constexpr size_t max_text_bytes = 1024;
    constexpr std::chrono::milliseconds longest{65535};
    if (options.max_retransmits && options.max_lifetime)
        throw Error("a data channel has a limit of retransmissions or of lifetime, not both");
    if (options.max_lifetime && (options.max_lifetime->count() < 0 || *options.max_lifetime > longest))
        throw Error("a data channel's max_lifetime is from 0 to 65535 ms");
    if (options.negotiated && *options.negotiated > 65534)
        throw Error("a data channel's id is from 0 to 65534");
    if (options.label.size() > max_text_bytes || options.protocol.size() > max_text_bytes)
        throw Error("a data channel's label and protocol have at most 1024 bytes each");
}

} // namespace

/// Those that the offering side makes.
std::vector<ChannelOptions> BoothCall::channels_for(const ConnectionInfo &info) const {
    const std::string &expected = setup_.signaling.abilities().channel;
    if (info.kind == ConnectionKind::data)
        return {info.channel};
    if (separate_data()) // it carries nothing; its end is the end of the call
        return {{expected.empty() ? info.id : expected, {}, true}};
    auto channels = setup_.channels;
    const auto is_expected = [&](const ChannelOptions &each) { return each.label == expected; };
    if (!expected.empty() && std::none_of(channels.begin(), channels.end(), is_expected))
        channels.push_back({expected, {}, true});
    return channels;
}

void BoothCall::add_channel(const ConnectionInfo &info, const std::shared_ptr<WebRtcChannel> &channel) {
    keep_channel(info.id, channel);
    if (separate_data() && info.kind == ConnectionKind::media)
        return;
    if (info.kind == ConnectionKind::data)
        channel->describe(channel->label() == info.id ? "" : channel->label(), info);
    listeners_.channel(*channel, false);
}

void BoothCall::keep_channel(const std::string &leg, const std::shared_ptr<WebRtcChannel> &channel) {
    Channel &kept = channels_.emplace_back(Channel{leg, channel});
    // Posted: other listeners have not been called yet.
    kept.closed = channel->closed.subscribe(
        [this, leg, box = mailbox_.address()] { box.post([this, leg] { channel_closed(leg); }); });
}

void BoothCall::channel_closed(const std::string &leg) {
    std::erase_if(channels_, [](const Channel &each) { return each.channel->ended(); });
    if (separate_data())
        leg_ended(leg, EndReason::remote_hangup, {});
    else if (const auto carrier = legs_.find(leg); carrier != legs_.end())
        carrier->second.channel_closed = true;
}

DataChannel &BoothCall::open_channel(const ChannelOptions &options) {
    if (state() != CallState::connected)
        throw Error("the call is not connected");
    check(options);
    if (separate_data() && options.negotiated)
        throw Error("this signaling makes a connection for each data channel and cannot carry negotiated ids");
    std::shared_ptr<WebRtcChannel> channel;
    if (separate_data()) {
        channel = open_separately(options);
    } else if (const Leg *leg = media_leg()) {
        channel = leg->connection->open_channel(options);
        keep_channel(leg->info.id, channel);
    } else {
        throw Error("the call has no connection for data channels");
    }
    listeners_.channel(*channel, true);
    return *channel;
}

std::shared_ptr<WebRtcChannel> BoothCall::open_separately(const ChannelOptions &options) {
    if (legs_.size() >= max_legs || !setup_.signaling.ready())
        throw Error(legs_.size() >= max_legs ? "the call has too many connections" : "signaling is not connected");
    ConnectionInfo info = new_connection(ConnectionKind::data);
    info.channel = options;
    info.metadata = options.metadata;
    Leg &leg = add_leg(info, true, {});
    auto channel = leg.connection->open_channel(options);
    keep_channel(info.id, channel);
    leg.connection->offer();
    return channel;
}

/// Posted: a listener may end the call.
void BoothCall::end_channels(const std::string &leg) {
    for (auto it = channels_.begin(); it != channels_.end();) {
        const auto next = std::next(it);
        if (it->leg == leg) {
            mailbox_.address().post([channel = it->channel] { channel->end(); });
            channels_.erase(it);
        }
        it = next;
    }
}

} // namespace callbooth::media
