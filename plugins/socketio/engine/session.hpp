// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "engine_packet.hpp"
#include "polling.hpp"
#include "timer_wheel.hpp"
#include <callbooth/services/websocket.hpp>

namespace callbooth::socketio {

/// Why a session ends, or a socket; to_string() has the words of the reference server.
enum class Reason : uint8_t {
    transport_close,
    transport_error,
    ping_timeout,
    parse_error,
    forced_close,
    server_shutting_down,
    client_disconnect, ///< of a namespace
    server_disconnect, ///< the same
};
constexpr size_t reason_count = 8;
const std::string &to_string(Reason reason);

/// 20 characters of [A-Za-z0-9_-] that cannot be guessed.
std::string random_id();

struct SessionOptions {
    std::chrono::milliseconds ping_interval{25000};
    std::chrono::milliseconds ping_timeout{20000};
    std::chrono::milliseconds upgrade_timeout{10000};
    std::chrono::milliseconds close_timeout{30000}; ///< for a GET to come, which is answered with the end
    size_t max_payload = 1000000;                   ///< bytes of a message, or of a POST
    size_t max_packets = 10000;                     ///< of a POST
    size_t max_held = size_t{1} << 20;              ///< bytes that wait for a GET of one session
    double messages_per_second = 100;               ///< by polling; ten times as many at once
    double bytes_per_second = 1 << 18;              ///< the same; two of the longest messages always pass at once
    bool upgrades = true;                           ///< whether a session may go from polling to a WebSocket
};

class Session;

/// The layer above a session, which receives its messages. May close the session whenever it is called.
class SessionUser {
public:
    virtual ~SessionUser() = default;
    virtual void on_message(std::string_view bytes, WebSocket::Kind kind) = 0;
    /// Once; nothing can be sent any more.
    virtual void on_closed(Reason reason) = 0;
};

/// The owner of all sessions, with the state that they share. Called only from within calls of the session.
class SessionOwner {
public:
    virtual ~SessionOwner() = default;

    virtual const SessionOptions &options() const = 0;
    virtual TimerWheel &wheel() = 0;
    virtual SharedBytes &held() = 0;
    virtual void on_upgraded(Session &session) = 0;
    /// The user was notified; the client may not be, where it has to poll first.
    virtual void on_closed(Session &session, Reason reason) = 0;
    /// The session is not to be found any more. It must not be destroyed before this and its callers have returned.
    virtual void on_ended(Session &session) = 0;
};

/// A session of Engine.IO: one client, by polling, by WebSocket, or on its way from the one to the other. Main context
/// only.
class Session {
public:
    Session(SessionOwner &owner, std::string sid, std::string address);
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;
    ~Session();

    const std::string &id() const { return sid_; }
    /// As in HttpRequest.
    const std::string &address() const { return address_; }
    bool is_open() const { return state_ == State::open; }
    bool is_polling() const { return polling_ != nullptr; }

    /// Sends a packet: a text with its digit in front, or a binary message. False when it is not sent.
    bool send(const Frame &packet);
    /// A packet that is sent now leaves at once.
    bool is_writable() const;
    /// The user is notified before this returns, and the client soon.
    void close(Reason reason);
    /// The same at once, where the client has broken the protocol or its connection.
    void fail(Reason reason);

    /// Begins with the transport of its first request, and then with the user.
    void begin(Poll poll);
    void begin(WebSocket &socket, bool wants_base64);
    void set_user(std::unique_ptr<SessionUser> user) { user_ = std::move(user); }

    /// Another GET, POST or WebSocket of the client. The first two while it is polling.
    void take_poll(Poll poll);
    HttpResponse take_post(std::string_view body, const AnswerForm &form);
    /// A POST whose body does not come together with its head. Two at once, or one that is lost, end the session.
    void follow_post(BodyState state);
    void take_probe(WebSocket &socket, bool wants_base64);

private:
    enum class State : uint8_t { open, closing, ended };
    /// A WebSocket that may become the session's.
    struct Probe;
    /// How much the client may still send by polling.
    struct Inbound;

    void begin_heartbeat();
    void on_timer();
    void note_packet(EngineType type);
    void send_control(std::string_view packet);

    void listen(WebSocket &socket);
    void lose_socket();
    void receive(std::string_view bytes, WebSocket::Kind kind);
    void read(std::string_view text);
    void handle(const EnginePacket &packet);
    void deliver(const EnginePacket &packet);
    void read_payload(std::string_view payload);
    HttpResponse refuse_post(int status, const AnswerForm &form);
    bool send_to_socket(const Frame &packet);

    void read_probe(std::string_view bytes, WebSocket::Kind kind);
    void answer_probe();
    void upgrade();
    void drop_probe();

    void notify_user(Reason reason);
    /// `last_packet`: the answer to the GET that waits.
    void end(std::string_view last_packet);

    SessionOwner &owner_;
    const std::string sid_;
    const std::string address_;
    std::unique_ptr<SessionUser> user_;
    std::unique_ptr<Polling> polling_; ///< null once there is a WebSocket
    std::unique_ptr<Inbound> inbound_; ///< null once there is a WebSocket, which has limits of its own
    std::unique_ptr<Probe> probe_;
    WebSocket *socket_ = nullptr;
    Timer timer_;      ///< for the next ping, its answer, or the end
    size_t posts_ = 0; ///< whose bodies are awaited
    State state_ = State::open;
    bool wants_base64_ = false;
    bool is_pinged_ = false;
    bool was_extended_ = false; ///< the time for the answer, by another packet
};

} // namespace callbooth::socketio
