// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "client.hpp"
#include "engine/shared_bytes.hpp"
#include "engine/timer_wheel.hpp"
#include "history.hpp"
#include "space.hpp"
#include <callbooth/services/presence.hpp>
#include <callbooth/services/socket_io.hpp>

namespace callbooth::socketio {

struct ServerOptions {
    std::chrono::milliseconds connect_timeout{45000}; ///< for a client to join its first namespace
    PacketReader::Limits reader = {};
    std::chrono::milliseconds packet_timeout{30000}; ///< for the attachments of an event to come
    size_t max_incomplete = size_t{64} << 20;        ///< bytes of all whose attachments have not; as in SharedBytes
    RecoveryOptions recovery = {};                   ///< of each namespace
};

/// The namespaces, and the state that their clients share. Main context only.
class Server final : public SocketIo {
public:
    using Spaces = std::map<std::string, std::unique_ptr<Space>, std::less<>>;
    /// As HttpServer::together.
    using Together = std::function<void(const std::function<void()> &)>;

    Server(ServerOptions options, std::string kind, TimerWheel &wheel);

    std::unique_ptr<SessionUser> connect(Session &session) { return std::make_unique<Client>(*this, session); }
    SocketIoNamespace &open(const std::string &name) override;
    /// Null when there is no such namespace.
    Space *find(std::string_view name) const;
    const Spaces &spaces() const { return spaces_; }

    const ServerOptions &options() const { return options_; }
    TimerWheel &wheel() const { return wheel_; }
    /// The reason why a client of this address is refused; nullopt to admit it. `id`: of its session or socket.
    std::optional<Expulsion> check(const std::string &id, const std::string &address) const;
    Visitor visitor(const Socket &socket) const;
    /// Events whose attachments are to come.
    SharedBytes &incomplete() { return incomplete_; }
    void count_undelivered() { ++undelivered_; }
    /// Packets that were not sent because too much waited for their clients.
    uint64_t undelivered() const { return undelivered_; }

    Together together = [](const auto &send) { send(); };
    /// Ends a session whose client has missed a part of a packet.
    std::function<void(const std::string &sid)> drop = [](const auto &) {};
    /// Null: everybody may come in.
    std::function<std::optional<Expulsion>(const Visitor &)> guard;

private:
    const ServerOptions options_;
    const std::string kind_;
    TimerWheel &wheel_;
    SharedBytes incomplete_;
    uint64_t undelivered_ = 0;
    Spaces spaces_;
};

/// The sockets of all namespaces, for moderation. Notices and expulsions reach a client as the events `notice`, with a
/// text, and `expelled`, with an object of `reason` and `banned`, in seconds.
class SocketCrowd final : public Crowd {
public:
    SocketCrowd(const Server &server, std::string kind) : server_(server), kind_(std::move(kind)) {}

    const std::string &kind() const override { return kind_; }
    size_t size() const override;
    std::vector<Attendee> list() const override;
    std::optional<Attendee> find(std::string_view id) const override;
    bool notify(std::string_view id, std::string_view text) override;
    bool expel(std::string_view id, const Expulsion &why) override;

private:
    Socket *socket(std::string_view id) const;

    const Server &server_;
    const std::string kind_;
};

} // namespace callbooth::socketio
