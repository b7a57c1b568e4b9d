// SPDX-License-Identifier: MIT
#include "channels.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::control {
namespace {

constexpr size_t drained = 256 * 1024; ///< bytes that are left when the event `drained` is sent

ChannelOptions options_of(const Json &arguments) {
    ChannelOptions options{arguments.get<std::string>("label"), arguments.get_or("protocol", ""),
                           arguments.get_or("ordered", true)};
    if (arguments.member("max-retransmits"))
        options.max_retransmits = arguments.get<uint16_t>("max-retransmits");
    if (arguments.member("max-lifetime"))
        options.max_lifetime = std::chrono::milliseconds(arguments.get<uint32_t>("max-lifetime"));
    if (const auto metadata = arguments.member("metadata"))
        options.metadata = metadata->dump();
    return options;
}

/// Null when it is not JSON.
Json metadata_of(const DataChannel &channel) {
    try {
        return channel.metadata().empty() ? Json() : Json::parse(channel.metadata());
    } catch (const Error &) {
        return nullptr;
    }
}

struct Bytes {
    std::string bytes;
    bool binary;
};

/// Objects with `base64` alone, as to_json() writes bytes, become bytes.
void restore_bytes(data::Value &value) {
    if (auto *array = std::get_if<data::Array>(&value.data))
        std::for_each(array->begin(), array->end(), restore_bytes);
    auto *object = std::get_if<data::Object>(&value.data);
    if (!object)
        return;
    const auto *text = object->size() == 1 ? value.member("base64") : nullptr;
    auto bytes = text && text->as<std::string>() ? decode_base64(*text->as<std::string>()) : std::nullopt;
    if (bytes)
        value.data = data::Bytes{*std::move(bytes)};
    else
        for (auto &member : *object)
            restore_bytes(member.value);
}

data::Value value_of(const Json &json) {
    data::Value value = data::from_json(json);
    restore_bytes(value);
    return value;
}

Bytes message_of(const Json &arguments) {
    const auto text = arguments.find<std::string>("text");
    const auto base64 = arguments.find<std::string>("base64");
    if (text.has_value() == base64.has_value() || arguments.member("value"))
        throw Refusal(Code::bad_request, "send takes one of 'text', 'base64' and 'value'");
    if (text)
        return {*text, false};
    auto bytes = decode_base64(*base64);
    if (!bytes)
        throw Refusal(Code::bad_request, "base64: expected Base64 with padding (RFC 4648 section 4)");
    return {std::move(*bytes), true};
}

} // namespace

Channels::Channels(Requests &requests, Booth *booth) : booth_(booth) {
    add_requests(requests, booth != nullptr);
    if (!booth)
        return;
    subscriptions_.push_back(
        booth->claim_channel([this](Call &call, DataChannel &channel) { return claim(call, channel); }));
    subscriptions_.push_back(booth->call_removed.subscribe([this](Call &, EndReason) {
        while (!entries_.empty())
            forget(entries_.begin()->first);
    }));
}

void Channels::add_requests(Requests &requests, bool available) {
    add_openers(requests, available);
    requests.add({"send",
                  "Sends a message over a data channel",
                  {{"channel", Type::integer, true}, {"text"}, {"base64"}, {"value", Type::value}},
                  "booth"},
                 available,
                 [this](const Json &arguments, const Asker &asker) { return send(arguments, *client_of(asker)); });
    requests.add({"close", "Closes a data channel", {{"channel", Type::integer, true}}, "booth"}, available,
                 [this](const Json &arguments, const Asker &asker) -> Json {
                     find(arguments, *client_of(asker)).channel.close();
                     return Json::Object{};
                 });
    requests.add({"channels", "Lists the data channels of this client", {}, "booth"}, available,
                 [this](const Json &, const Asker &asker) { return list(*client_of(asker)); });
}

void Channels::add_openers(Requests &requests, bool available) {
    requests.add({"open",
                  "Opens a data channel in the call",
                  {{"label", Type::text, true},
                   {"protocol"},
                   {"ordered", Type::boolean},
                   {"max-retransmits", Type::integer},
                   {"max-lifetime", Type::integer},
                   {"metadata", Type::value},
                   {"values", Type::boolean}},
                  "booth"},
                 available, [this](const Json &arguments, const Asker &asker) { return open(arguments, asker); });
    requests.add(
        {"claim",
         "Takes data channels with these labels that the partner opens from now on",
         {{"labels", Type::texts, true}, {"values", Type::boolean}},
         "booth",
         true},
        available, [this](const Json &arguments, const Asker &asker) -> Json {
            const auto labels = arguments.get<std::vector<std::string>>("labels");
            claims_.push_back({client_of(asker), {labels.begin(), labels.end()}, arguments.get_or("values", false)});
            return Json::Object{};
        });
}

void Channels::remove(const Client &client) {
    std::erase_if(claims_, [&](const Claim &claim) {
        const auto owner = claim.client.lock();
        return !owner || owner.get() == &client;
    });
    std::vector<int64_t> owned;
    for (const auto &[id, entry] : entries_)
        if (const auto owner = entry.owner.lock(); !owner || owner.get() == &client)
            owned.push_back(id);
    for (const int64_t id : owned)
        if (const auto it = entries_.find(id); it != entries_.end()) {
            DataChannel &channel = it->second.channel;
            entries_.erase(it);
            channel.close();
        }
}

bool Channels::claim(Call &call, DataChannel &channel) {
    const auto it = std::find_if(claims_.begin(), claims_.end(),
                                 [&](const Claim &claim) { return claim.labels.contains(channel.label()); });
    const auto owner = it == claims_.end() ? nullptr : it->client.lock();
    if (owner)
        add(owner, call.peer(), channel, it->values);
    return owner != nullptr;
}

int64_t Channels::add(const std::shared_ptr<Client> &owner, const std::string &peer, DataChannel &channel,
                      bool values) {
    const int64_t id = ++last_id_;
    channel.set_drain_threshold(drained);
    Entry &entry = entries_.emplace(id, Entry{channel, owner, std::make_unique<DataConnection>(channel)}).first->second;
    listen(id, entry, peer);
    if (values)
        listen_to_values(id, entry);
    else
        listen_to_messages(id, entry);
    return id;
}

void Channels::listen(int64_t id, Entry &entry, const std::string &peer) {
    DataChannel &channel = entry.channel;
    const auto tell_opened = [this, id, peer, &channel] {
        tell(id, "channel-opened",
             {{"peer", peer},
              {"label", channel.label()},
              {"protocol", channel.protocol()},
              {"metadata", metadata_of(channel)}});
    };
    if (channel.open())
        tell_opened();
    entry.subscriptions.push_back(channel.opened.subscribe(tell_opened));
    entry.subscriptions.push_back(channel.closed.subscribe([this, id] { forget(id); }));
    entry.subscriptions.push_back(channel.drained.subscribe([this, id] { tell(id, "drained"); }));
    entry.subscriptions.push_back(channel.failed.subscribe([this, id](const std::string &why) {
        tell(id, "channel-failed", {{"why", why}});
    }));
}

void Channels::listen_to_messages(int64_t id, Entry &entry) {
    entry.subscriptions.push_back(entry.channel.message.subscribe([this, id](const Message &message) {
        Json::Object members;
        set_message(members, message.bytes, message.binary);
        tell(id, "message", members);
    }));
}

/// A page that closes a connection once all is sent leaves the closing to us.
void Channels::listen_to_values(int64_t id, Entry &entry) {
    auto &kept = entry.subscriptions;
    kept.push_back(entry.connection->received.subscribe([this, id](const data::Value &value) {
        tell(id, "value", {{"value", data::to_json(value)}});
    }));
    kept.push_back(entry.connection->unreadable.subscribe([this, id](const std::string &what) {
        tell(id, "unreadable", {{"what", what}});
    }));
    kept.push_back(entry.connection->close_requested.subscribe([&entry] { entry.channel.close(); }));
}

void Channels::tell(int64_t id, const char *event, Json::Object members) {
    const auto it = entries_.find(id);
    if (it == entries_.end())
        return;
    if (const auto owner = it->second.owner.lock())
        owner->event(event, members.set("channel", id));
}

void Channels::forget(int64_t id) {
    tell(id, "channel-closed");
    entries_.erase(id);
}

Json Channels::open(const Json &arguments, const Asker &asker) {
    Call *call = booth_->current();
    if (!call)
        throw Error("there is no call");
    const std::string peer = call->peer();
    return Json::Object{{"channel", add(client_of(asker), peer, call->open_channel(options_of(arguments)),
                                        arguments.get_or("values", false))}};
}

Json Channels::send(const Json &arguments, const Client &client) {
    Entry &entry = find(arguments, client);
    DataChannel &channel = entry.channel;
    if (const auto value = arguments.member("value");
        value && !arguments.member("text") && !arguments.member("base64")) {
        entry.connection->send(value_of(*value));
    } else {
        const Bytes message = message_of(arguments);
        channel.send({message.bytes, message.binary});
    }
    return Json::Object{{"buffered", channel.buffered()}};
}

Json Channels::list(const Client &client) const {
    Json::Array list;
    for (const auto &[id, entry] : entries_)
        if (entry.owner.lock().get() == &client)
            list.add(Json::Object{{"channel", id},
                                  {"label", entry.channel.label()},
                                  {"protocol", entry.channel.protocol()},
                                  {"open", entry.channel.open()},
                                  {"max-message", entry.channel.max_message()}});
    return list;
}

DataConnection &Channels::connection(int64_t id, const Client &client) {
    return *find(Json::Object{{"channel", id}}, client).connection;
}

Channels::Entry &Channels::find(const Json &arguments, const Client &client) {
    const auto it = entries_.find(arguments.get<int64_t>("channel"));
    if (it == entries_.end() || it->second.owner.lock().get() != &client)
        throw Error("this client has no such channel");
    return it->second;
}

} // namespace callbooth::control
