// SPDX-License-Identifier: MIT
#include <algorithm>
#include <deque>
#include <list>

#include "text.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/chat.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/data_connection.hpp>
#include <callbooth/util/serializations.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::chat;

class ChatPlugin final : public Plugin, public callbooth::Chat {
public:
    struct Config {
        std::string label = "chat";
        bool any_label = false;
        std::string serialization = "json";
        int64_t max_length = 2000;
        int64_t history = 50;
    };
    static inline const Property<Config> properties[] = {
        {.name = "label",
         .field = &Config::label,
         .doc = "label of the data channel that we open when we call; of those that the partner opens, "
                "the ones with this label or without any are ours"},
        {.name = "any-label",
         .field = &Config::any_label,
         .doc = "take every channel that the partner opens: simple-peer makes up their labels"},
        {.name = "serialization",
         .field = &Config::serialization,
         .doc = "how that channel's messages are written; a caller's choice counts in the caller's calls",
         .choices = offered_serializations()},
        {.name = "max-length",
         .field = &Config::max_length,
         .doc = "characters of one line; longer ones that come are cut, ours are refused",
         .min = 1,
         .max = 100000},
        {.name = "history",
         .field = &Config::history,
         .doc = "lines of the current or last call that the command 'history' shows",
         .min = 0,
         .max = 10000},
    };
    using Provides = Services<callbooth::Chat>;
    using Requires = Services<Booth, Commands>;

    ChatPlugin(Host &host, Config config);
    void say(std::string_view text) override;

private:
    /// A channel of the current call.
    struct Channel {
        Channel(DataChannel &data_channel, std::string peer_id)
            : channel(data_channel), peer(std::move(peer_id)), connection(channel) {}
        DataChannel &channel;
        std::string peer;
        DataConnection connection;
        bool closing = false;  ///< the partner asked for its end
        bool answered = false; ///< that only texts are read here
        std::vector<Subscription> subscriptions = {};
    };
    void add_commands(Commands &commands);
    void add_channel(Call &call, DataChannel &channel);
    void listen(Channel &channel);
    void take_text(Channel &from, const std::string &bytes);
    void refuse(Channel &from, const std::string &what);
    void close(Channel &channel);
    Channel &outlet();
    void remember(std::string line);
    std::string history() const;

    Host &host_;
    Config config_;
    Booth &booth_;
    std::list<Channel> channels_; ///< in the order of their opening
    std::deque<std::string> lines_;
    std::vector<Subscription> subscriptions_;
};

ChatPlugin::ChatPlugin(Host &host, Config config)
    : host_(host), config_(std::move(config)), booth_(host.require<Booth>()) {
    booth_.want_channel({config_.label, config_.serialization, true});
    subscriptions_.push_back(booth_.call_added.subscribe([this](Call &) { lines_.clear(); }));
    subscriptions_.push_back(booth_.call_removed.subscribe([this](Call &, EndReason) { channels_.clear(); }));
    subscriptions_.push_back(booth_.claim_channel([this](Call &call, DataChannel &channel) {
        const bool ours = config_.any_label || channel.label().empty() || channel.label() == config_.label;
        if (ours)
            add_channel(call, channel);
        return ours;
    }));
    add_commands(host_.require<Commands>());
    host_.provide<callbooth::Chat>(*this);
}

void ChatPlugin::add_commands(Commands &commands) {
    subscriptions_.push_back(commands.add({"say", "TEXT", "Sends a line to the partner", [this](std::string_view text) {
                                               say(text);
                                               return std::string();
                                           }}));
    subscriptions_.push_back(commands.add({"history", "", "Shows what was said in the current or last call",
                                           [this](std::string_view) { return history(); }}));
}

// The partner may have opened several: pages leave it to peerjs to make up the label, which is none then.
void ChatPlugin::add_channel(Call &call, DataChannel &channel) { listen(channels_.emplace_back(channel, call.peer())); }

void ChatPlugin::listen(Channel &added) {
    auto &kept = added.subscriptions;
    kept.push_back(added.connection.received.subscribe([this, &added](const data::Value &value) {
        if (const auto *text = value.as<std::string>())
            take_text(added, *text);
        else
            refuse(added, data::describe(value));
    }));
    kept.push_back(
        added.connection.unreadable.subscribe([this, &added](const std::string &what) { refuse(added, what); }));
    kept.push_back(added.connection.close_requested.subscribe([this, &added] { close(added); }));
    kept.push_back(added.channel.closed.subscribe(
        [this, &added] { channels_.remove_if([&](const Channel &each) { return &each == &added; }); }));
    kept.push_back(added.channel.opened.subscribe([this, &added] {
        const auto it = std::find_if(channels_.begin(), channels_.end(), [&](auto &c) { return &c == &added; });
        channels_.splice(channels_.end(), channels_, it);
    }));
}

void ChatPlugin::take_text(Channel &from, const std::string &bytes) {
    const std::string text = clean(bytes, static_cast<size_t>(config_.max_length));
    if (text.empty())
        return;
    const std::string peer = from.peer; // a listener may hang up
    remember(fmt::format("{}: {}", peer, text));
    received.emit(peer, text);
}

/// Once a channel: it may be a stream. The page's author sees the answer.
void ChatPlugin::refuse(Channel &from, const std::string &what) {
    const bool first = !std::exchange(from.answered, true);
    host_.log(first ? Level::info : Level::debug,
              fmt::format("{} sent {} over the chat, which takes only texts", from.peer, what));
    if (!first || !from.channel.open())
        return;
    try {
        from.connection.send({fmt::format("This chat takes only texts, and it was sent {}.", what)});
    } catch (const Error &error) {
        host_.log(Level::debug, error.what());
    }
}

/// A page that closes a connection once all is sent leaves the closing to the other side.
void ChatPlugin::close(Channel &channel) {
    channel.closing = true;
    channel.channel.close();
}

// Of the open channels the latest with our label, else the latest of those without one.
ChatPlugin::Channel &ChatPlugin::outlet() {
    const Call *call = booth_.current();
    if (!call)
        throw Error("there is no partner to talk to");
    Channel *best = nullptr;
    for (Channel &candidate : channels_)
        if (candidate.channel.open() && !candidate.closing)
            if (!best || candidate.channel.label() == config_.label || best->channel.label() != config_.label)
                best = &candidate;
    if (!best)
        throw Error(fmt::format("there is no chat with {} yet", call->peer()));
    return *best;
}

void ChatPlugin::say(std::string_view text) {
    const std::string line = clean(text, text.size());
    if (line.empty())
        throw Error("there is nothing to say");
    const auto length = count_characters(line);
    if (length > static_cast<size_t>(config_.max_length))
        throw Error(fmt::format("the text has {} characters; {} are possible", length, config_.max_length));
    outlet().connection.send({line});
    remember("me: " + line);
    said.emit(line);
}

void ChatPlugin::remember(std::string line) {
    lines_.push_back(std::move(line));
    while (lines_.size() > static_cast<size_t>(config_.history))
        lines_.pop_front();
}

std::string ChatPlugin::history() const {
    if (lines_.empty())
        return "nothing was said yet";
    return fmt::format("{}", fmt::join(lines_, "\n"));
}

} // namespace

CALLBOOTH_PLUGIN(ChatPlugin, "chat", "Text chat over a data channel, as peerjs pages do it");
