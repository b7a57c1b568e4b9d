// SPDX-License-Identifier: MIT
#include "session.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <sys/random.h>

#include <callbooth/util/token_bucket.hpp>

namespace callbooth::socketio {

namespace {
constexpr size_t writable_below = 16384; // bytes that wait for a WebSocket
constexpr std::string_view close_packet = "1";
constexpr std::string_view noop_packet = "6";

TokenBucket::Time steady(TimerWheel::Milliseconds now) { return TokenBucket::Time(now); }
} // namespace

const std::string &to_string(Reason reason) {
    static const std::array<std::string, reason_count> names{"transport close",
                                                             "transport error",
                                                             "ping timeout",
                                                             "parse error",
                                                             "forced close",
                                                             "server shutting down",
                                                             "client namespace disconnect",
                                                             "server namespace disconnect"};
    return names.at(static_cast<size_t>(reason));
}

std::string random_id() {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    std::string id(20, '\0');
    if (getrandom(id.data(), id.size(), 0) != static_cast<ssize_t>(id.size()))
        throw std::runtime_error("the system has no random numbers");
    for (char &c : id)
        c = alphabet[static_cast<unsigned char>(c) % alphabet.size()];
    return id;
}

struct Session::Inbound {
    explicit Inbound(const SessionOptions &options)
        : messages(options.messages_per_second, 10 * options.messages_per_second),
          bytes(options.bytes_per_second,
                std::max(10 * options.bytes_per_second, 2 * static_cast<double>(options.max_payload))) {}

    TokenBucket messages;
    TokenBucket bytes;
};

struct Session::Probe {
    Probe(WebSocket &probed, bool base64, std::function<void()> on_timeout)
        : socket(probed), wants_base64(base64), timeout(std::move(on_timeout)) {}
    Probe(const Probe &) = delete;
    Probe &operator=(const Probe &) = delete;
    ~Probe() {
        socket.on_message = nullptr;
        socket.on_closed = nullptr;
    }

    WebSocket &socket;
    bool wants_base64;
    bool is_answered = false;
    Timer timeout;
};

Session::Session(SessionOwner &owner, std::string sid, std::string address)
    : owner_(owner), sid_(std::move(sid)), address_(std::move(address)), timer_([this] { on_timer(); }) {}

Session::~Session() {
    if (socket_ != nullptr) {
        socket_->on_message = nullptr;
        socket_->on_closed = nullptr;
    }
}

void Session::begin(Poll poll) {
    const auto &options = owner_.options();
    polling_ = std::make_unique<Polling>(owner_.held(), address_, options.max_held);
    inbound_ = std::make_unique<Inbound>(options);
    poll.answer(
        open_packet({sid_, options.upgrades, options.ping_interval, options.ping_timeout, options.max_payload}));
    begin_heartbeat();
}

void Session::begin(WebSocket &socket, bool wants_base64) {
    const auto &options = owner_.options();
    wants_base64_ = wants_base64;
    listen(socket);
    socket.send(open_packet({sid_, false, options.ping_interval, options.ping_timeout, options.max_payload}));
    begin_heartbeat();
}

void Session::listen(WebSocket &socket) {
    socket_ = &socket;
    socket.on_message = [this](std::string_view bytes, WebSocket::Kind kind) { receive(bytes, kind); };
    socket.on_closed = [this] { lose_socket(); };
}

void Session::lose_socket() {
    socket_ = nullptr;
    fail(Reason::transport_close);
}

// Heartbeat

void Session::begin_heartbeat() {
    is_pinged_ = false;
    owner_.wheel().start(timer_, owner_.options().ping_interval);
}

void Session::on_timer() {
    if (state_ == State::closing)
        return end(noop_packet);
    if (is_pinged_)
        return fail(Reason::ping_timeout);
    is_pinged_ = true;
    was_extended_ = false;
    owner_.wheel().start(timer_, owner_.options().ping_timeout);
    send_control("2");
}

void Session::note_packet(EngineType type) {
    if (!is_pinged_)
        return;
    if (type == EngineType::pong) {
        begin_heartbeat();
    } else if (!was_extended_) { // the answer may wait behind a long message
        was_extended_ = true;
        owner_.wheel().start(timer_, owner_.options().ping_timeout);
    }
}

// To the client

bool Session::send(const Frame &packet) {
    if (state_ != State::open)
        return false;
    return polling_ ? polling_->send(packet) : send_to_socket(packet);
}

bool Session::send_to_socket(const Frame &packet) {
    const bool as_text = wants_base64_ && is_binary(packet);
    return as_text ? socket_->send(base64_packet(packet.payload())) : socket_->send(packet);
}

void Session::send_control(std::string_view packet) {
    if (polling_)
        polling_->send_control(packet);
    else
        socket_->send(packet);
}

bool Session::is_writable() const {
    if (state_ != State::open)
        return false;
    return polling_ ? polling_->has_poll() : socket_->queued() < writable_below;
}

// From the client

void Session::receive(std::string_view bytes, WebSocket::Kind kind) {
    if (kind == WebSocket::Kind::text)
        return read(bytes);
    note_packet(EngineType::message);
    user_->on_message(bytes, kind);
}

void Session::read(std::string_view text) {
    if (const auto packet = read_packet(text))
        handle(*packet);
    else
        fail(Reason::parse_error);
}

void Session::handle(const EnginePacket &packet) {
    note_packet(packet.type);
    switch (packet.type) {
    case EngineType::message: return deliver(packet);
    case EngineType::close: notify_user(Reason::transport_close); return end(noop_packet);
    case EngineType::ping: return fail(Reason::transport_error);
    case EngineType::pong:
    case EngineType::open:
    case EngineType::upgrade:
    case EngineType::noop: return;
    }
}

void Session::deliver(const EnginePacket &packet) {
    if (!packet.is_base64)
        return user_->on_message(packet.data, WebSocket::Kind::text);
    if (const auto bytes = decode_base64(packet.data))
        user_->on_message(*bytes, WebSocket::Kind::binary);
    else
        fail(Reason::parse_error);
}

void Session::take_poll(Poll poll) {
    if (polling_->has_poll()) {
        poll.refuse(400);
        return fail(Reason::transport_error);
    }
    const bool is_end_due = state_ == State::closing && polling_->is_empty();
    poll.watch([this] { fail(Reason::transport_error); });
    polling_->take(std::move(poll));
    if (is_end_due) {
        polling_->answer("6\x1e"
                         "1");
        end(close_packet);
    } else if (probe_ && probe_->is_answered) {
        polling_->answer(std::string(noop_packet));
    }
}

void Session::follow_post(BodyState state) {
    const bool is_awaited = state == BodyState::awaited;
    const bool is_overlap = is_awaited && posts_ > 0;
    posts_ += is_awaited ? 1 : -1;
    if (polling_ && (is_overlap || state == BodyState::lost))
        fail(Reason::transport_error);
}

HttpResponse Session::take_post(std::string_view body, const AnswerForm &form) {
    if (posts_ > 0) // another one is on its way
        return refuse_post(400, form);
    if (body.size() > owner_.options().max_payload || count_packets(body) > owner_.options().max_packets)
        return refuse_post(413, form);
    if (inbound_ && !inbound_->bytes.take(steady(owner_.wheel().now()), static_cast<double>(body.size())))
        return refuse_post(429, form);
    read_payload(body);
    return form.taken();
}

HttpResponse Session::refuse_post(int status, const AnswerForm &form) {
    fail(Reason::transport_error);
    return form.empty(status);
}

void Session::read_payload(std::string_view payload) {
    const auto now = steady(owner_.wheel().now());
    PayloadReader packets(payload);
    for (auto packet = packets.next(); packet && state_ == State::open; packet = packets.next()) {
        if (inbound_ && !inbound_->messages.take(now))
            return fail(Reason::forced_close);
        read(*packet);
    }
}

// The upgrade

void Session::take_probe(WebSocket &socket, bool wants_base64) {
    if (state_ != State::open || !polling_ || probe_ || !owner_.options().upgrades)
        return socket.close(WebSocket::normal, "");
    probe_ = std::make_unique<Probe>(socket, wants_base64, [this] { drop_probe(); });
    socket.on_message = [this](std::string_view bytes, WebSocket::Kind kind) { read_probe(bytes, kind); };
    socket.on_closed = [this] { probe_.reset(); };
    owner_.wheel().start(probe_->timeout, owner_.options().upgrade_timeout);
}

void Session::read_probe(std::string_view bytes, WebSocket::Kind kind) {
    const auto packet = kind == WebSocket::Kind::text ? read_packet(bytes) : std::nullopt;
    if (packet && packet->type == EngineType::ping && packet->data == "probe")
        answer_probe();
    else if (packet && packet->type == EngineType::upgrade)
        upgrade();
    else
        drop_probe();
}

void Session::answer_probe() {
    probe_->is_answered = true;
    probe_->socket.send("3probe");
    polling_->answer(std::string(noop_packet)); // the client goes on when its GET has ended
}

void Session::upgrade() {
    WebSocket &socket = probe_->socket;
    wants_base64_ = probe_->wants_base64;
    probe_.reset();
    polling_->answer(std::string(close_packet));
    const auto waiting = polling_->take_waiting();
    polling_.reset();
    inbound_.reset();
    listen(socket);
    owner_.on_upgraded(*this);
    for (const Frame &packet : waiting)
        if (socket_ != nullptr && !send_to_socket(packet))
            return fail(Reason::transport_error);
}

void Session::drop_probe() {
    if (!probe_)
        return;
    WebSocket &socket = probe_->socket;
    probe_.reset();
    socket.close(WebSocket::normal, "");
}

// The end

void Session::close(Reason reason) {
    if (state_ != State::open)
        return;
    notify_user(reason);
    if (state_ == State::ended)
        return;
    if (!polling_ || polling_->has_poll())
        return end(close_packet);
    drop_probe();
    owner_.wheel().start(timer_, owner_.options().close_timeout);
}

void Session::fail(Reason reason) {
    notify_user(reason);
    end(close_packet);
}

void Session::notify_user(Reason reason) {
    if (state_ != State::open)
        return;
    state_ = State::closing;
    timer_.cancel();
    if (user_)
        user_->on_closed(reason);
    owner_.on_closed(*this, reason);
}

void Session::end(std::string_view last_packet) {
    if (state_ == State::ended)
        return;
    state_ = State::ended;
    timer_.cancel();
    drop_probe();
    if (polling_) {
        polling_->answer(std::string(last_packet));
        polling_->take_waiting();
    }
    if (WebSocket *const socket = std::exchange(socket_, nullptr)) {
        socket->on_message = nullptr;
        socket->on_closed = nullptr;
        socket->close(WebSocket::normal, "");
    }
    owner_.on_ended(*this);
}

} // namespace callbooth::socketio
