// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/event.hpp>
#include <callbooth/services/presence.hpp>

namespace callbooth {

/// The messages of those who are connected to this server's signaling; Presence lists and expels them. Main context
/// only.
class Peers {
public:
    static constexpr const char *service = "peers";
    /// A message to the server itself: who sent it, its `dst` and its payload, raw JSON (both empty when there is
    /// none). It may expel anybody, the sender too.
    using Handler = std::function<void(const std::string &id, std::string_view dst, std::string_view payload)>;
    virtual ~Peers() = default;

    virtual bool connected(std::string_view id) const = 0;
    /// `token` is the one that the connected peer `id` came with. Takes the same time for every wrong one.
    virtual bool proves(std::string_view id, std::string_view token) const = 0;
    /// What the connected peer came with.
    virtual std::optional<Visitor> claim(std::string_view id) const = 0;
    /// How many are connected.
    virtual size_t size() const = 0;

    /// Messages of this type, which is none of PeerServer's, are for `handler`. A client can send a limited number of
    /// them; those beyond are dropped. Throws Error when somebody else has the type.
    virtual Subscription handle(std::string type, Handler handler) = 0;
    /// Sends one message as it is. False when nobody is connected under that id, or too much waits for that client.
    virtual bool tell(std::string_view id, std::string_view text) = 0;

    Event<const std::string &> joined;
    Event<const std::string &> left;
    /// The first answered an offer of the second: they have found each other. More than once a call. Clients bring it
    /// about by themselves: peerjs answers offers of data channels without asking.
    Event<const std::string &, const std::string &> met;
    /// The server has brought these two together; emitted by the plugin that did, before they hear of it.
    Event<const std::string &, const std::string &> matched;
};

} // namespace callbooth
