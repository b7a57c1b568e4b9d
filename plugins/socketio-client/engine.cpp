// SPDX-License-Identifier: MIT
#include "engine.hpp"

#include <algorithm>
#include <utility>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>

namespace callbooth::socketio_client {
namespace {

using std::chrono::milliseconds;
using Kind = WebSocketClient::Kind;

constexpr const char *parse_error = "parse error";
constexpr const char *transport_error = "transport error";
constexpr int64_t longest_interval = 24 * 60 * 60 * 1000; // ms: of heartbeats

/// The server's parameters, which it sends when the connection opens.
struct Handshake {
    milliseconds silence;
    size_t max_payload;
};

milliseconds interval_of(const Json &json, const char *name) {
    return milliseconds(std::clamp<int64_t>(json.get<int64_t>(name), 0, longest_interval));
}

Handshake read_handshake(std::string_view text) {
    const auto json = Json::parse(text, {.depth = 4, .size = 4096});
    // An older server does not say how much it takes.
    const auto max_payload = json.find<size_t>("maxPayload").value_or(SIZE_MAX);
    return {interval_of(json, "pingInterval") + interval_of(json, "pingTimeout"), max_payload};
}

} // namespace

Engine::Engine(WebSocketClient::Options options)
    : connect_timeout_(options.connect_timeout), client_(std::move(options)) {
    subscriptions_.push_back(client_.connecting.subscribe([this] { connecting.emit(); }));
    subscriptions_.push_back(client_.opened.subscribe([this] {
        silence_ = connect_timeout_; // until the handshake
        last_packet_ = g_get_monotonic_time();
        watch(silence_);
    }));
    subscriptions_.push_back(client_.received.subscribe([this](std::string_view bytes, Kind kind) {
        last_packet_ = g_get_monotonic_time();
        if (failure_.active())
            return;
        if (!admits(bytes.size()))
            return fail(transport_error, "the server sends too much");
        if (kind == Kind::text)
            on_text(bytes);
        else if (is_open_)
            binary.emit(bytes);
    }));
    subscriptions_.push_back(client_.delayed.subscribe([this](const std::string &what) { delayed.emit(what); }));
    subscriptions_.push_back(client_.lost.subscribe([this](const WebSocketClient::Loss &loss) { on_lost(loss); }));
}

bool Engine::admits(size_t size) {
    const auto now = TokenBucket::Time::clock::now();
    return messages_.take(now) && bytes_.take(now, static_cast<double>(size));
}

void Engine::stop() {
    is_open_ = was_open_ = false;
    watchdog_.cancel();
    failure_.cancel();
    reason_ = transport_close;
    client_.stop();
}

// Packets that mean nothing to a client without polling are ignored, as the reference client does.
void Engine::on_text(std::string_view packet) {
    const char type = packet.empty() ? '\0' : packet.front();
    if (type == '4' && is_open_)
        return text.emit(packet.substr(1));
    switch (type) {
    case '0': return on_handshake(packet.substr(1));
    case '1': return fail(transport_close, "the server closed the connection");
    case '2': client_.send("3"); return;
    case '3':
    case '5':
    case '6': return;
    default: fail(parse_error, "the server sent what is not a packet of Engine.IO 4");
    }
}

void Engine::on_handshake(std::string_view json) {
    if (is_open_)
        return;
    try {
        const auto handshake = read_handshake(json);
        silence_ = handshake.silence;
        max_payload_ = handshake.max_payload;
    } catch (const Error &e) {
        return fail(parse_error, std::string("the server does not open the connection: ") + e.what());
    }
    is_open_ = was_open_ = true;
    watch(silence_);
    opened.emit();
}

void Engine::watch(milliseconds rest) {
    watchdog_ = Source::after(rest, [this] {
        const auto silent =
            std::chrono::duration_cast<milliseconds>(std::chrono::microseconds(g_get_monotonic_time() - last_packet_));
        if (silent < silence_)
            watch(silence_ - silent);
        else
            fail("ping timeout", "the server has been silent for too long");
    });
}

bool Engine::fits(const socketio::EncodedPacket &packet) const {
    const auto &attachments = packet.attachments();
    return packet.text.size() < max_payload_ && std::all_of(attachments.begin(), attachments.end(),
                                                            [&](auto &bytes) { return bytes.size() <= max_payload_; });
}

bool Engine::send(const socketio::EncodedPacket &packet) {
    if (!is_open_ || !fits(packet) || !client_.send("4" + packet.text))
        return false;
    for (const auto &attachment : packet.attachments()) {
        if (client_.send(attachment, Kind::binary))
            continue;
        fail(transport_error, "too much waits for the server");
        return false;
    }
    return true;
}

// Later: the sender may be anyone, in the middle of something.
void Engine::fail(std::string reason, std::string why) {
    if (failure_.active())
        return;
    is_open_ = false;
    failure_ = Source::soon([this, reason = std::move(reason), why = std::move(why)] {
        reason_ = reason;
        client_.reconnect(why);
    });
}

void Engine::on_lost(const WebSocketClient::Loss &loss) {
    watchdog_.cancel();
    failure_.cancel();
    is_open_ = false;
    lost.emit(
        {std::exchange(reason_, transport_close), loss.why, std::exchange(was_open_, false), loss.retry, loss.hint});
}

} // namespace callbooth::socketio_client
