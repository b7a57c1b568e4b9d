// SPDX-License-Identifier: MIT
/// Clients that can misbehave: bytes over TCP, HTTP as written, WebSocket frames as wished. They need a turning
/// main loop only where the server runs on it.
#pragma once

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "support/loop.hpp"

namespace callbooth::test {

/// Wakes the loop often, so that `run_until` looks at what no source of the loop tells about.
inline Source heartbeat() {
    return Source::every(std::chrono::milliseconds(1), [] { return true; });
}

/// The port of `http://127.0.0.1:PORT`.
inline uint16_t port_of(const std::string &url) {
    return static_cast<uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

/// How bytes get into a socket and out of it, as send(2) and recv(2) do it without waiting.
class Wire {
public:
    virtual ~Wire() = default;
    virtual ssize_t send(int fd, const char *data, size_t size) {
        return ::send(fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    virtual ssize_t receive(int fd, char *buffer, size_t size) { return ::recv(fd, buffer, size, MSG_DONTWAIT); }
};

class RawClient {
public:
    /// `receive_buffer` 0: the system's default. `wire`: as in tls_wire.hpp.
    explicit RawClient(uint16_t port, int receive_buffer = 0, std::shared_ptr<Wire> wire = std::make_shared<Wire>())
        : wire_(std::move(wire)), fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (receive_buffer > 0)
            setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(fd_, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;
    ~RawClient() { hang_up(); }

    bool connected() const { return connected_; }
    /// Closes without a word.
    void hang_up() {
        if (fd_ >= 0)
            ::close(fd_);
        fd_ = -1;
    }
    /// Turns the loop while the server has no room. False when the connection broke.
    bool send(std::string_view bytes) {
        const Source alive = heartbeat();
        return run_until([&] {
                   const ssize_t size = wire_->send(fd_, bytes.data(), bytes.size());
                   if (size > 0)
                       bytes.remove_prefix(static_cast<size_t>(size));
                   broken_ = size < 0 && errno != EAGAIN;
                   return bytes.empty() || broken_;
               }) &&
               !broken_;
    }
    /// Takes what has arrived. False once the server has closed and all was read.
    bool receive() {
        std::array<char, 65536> buffer;
        for (;;) {
            const ssize_t size = wire_->receive(fd_, buffer.data(), buffer.size());
            if (size > 0)
                received.append(buffer.data(), static_cast<size_t>(size));
            else
                return size < 0 && errno == EAGAIN;
        }
    }
    /// The same, but not more than `most` bytes.
    void receive_some(size_t most) {
        std::string buffer(most, '\0');
        const ssize_t size = wire_->receive(fd_, buffer.data(), most);
        if (size > 0)
            received.append(buffer, 0, static_cast<size_t>(size));
    }
    bool receive_until_closed() {
        const Source alive = heartbeat();
        return run_until([&] { return !receive(); });
    }

    std::string received;

private:
    std::shared_ptr<Wire> wire_;
    int fd_;
    bool connected_ = false;
    bool broken_ = false;
};

struct HttpReply {
    int status = 0;
    std::string head;
    std::string body;

    /// The value of a header, written as the server writes it; empty without one.
    std::string header(const std::string &name) const {
        const auto begin = head.find("\r\n" + name + ": ");
        if (begin == std::string::npos)
            return {};
        const auto value = begin + name.size() + 4;
        return head.substr(value, head.find("\r\n", value) - value);
    }
};

/// One request as written, one answer. `headers` are whole lines with their CRLF.
inline HttpReply http(uint16_t port, const std::string &method, const std::string &target,
                      const std::string &headers = "", const std::string &body = "",
                      std::shared_ptr<Wire> wire = std::make_shared<Wire>()) {
    RawClient client(port, 0, std::move(wire));
    const auto length = body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
    client.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + length + headers +
                "\r\n" + body);
    client.receive_until_closed();
    HttpReply reply;
    const auto end = client.received.find("\r\n\r\n");
    reply.head = client.received.substr(0, end == std::string::npos ? end : end + 2);
    if (end != std::string::npos)
        reply.body = client.received.substr(end + 4);
    if (reply.head.size() > 12)
        reply.status = std::stoi(reply.head.substr(9, 3));
    return reply;
}

struct Frame {
    uint8_t opcode = 1;
    std::string payload = {};
    bool fin = true;
    bool masked = true;
};

inline std::string encode(const Frame &frame) {
    std::string bytes(1, static_cast<char>((frame.fin ? 0x80 : 0) | frame.opcode));
    const auto size = frame.payload.size();
    const int mask_bit = frame.masked ? 0x80 : 0;
    const int wide = size < 126 ? 0 : size < 65536 ? 2 : 8;
    bytes += static_cast<char>(mask_bit | (wide == 0 ? static_cast<int>(size) : wide == 2 ? 126 : 127));
    for (int i = wide - 1; i >= 0; --i)
        bytes += static_cast<char>(size >> (8 * i));
    if (!frame.masked)
        return bytes + frame.payload;
    const std::string key = "\x12\x34\x56\x78";
    bytes += key;
    for (size_t i = 0; i < size; ++i)
        bytes += static_cast<char>(frame.payload[i] ^ key[i % 4]);
    return bytes;
}

class WebSocketClient {
public:
    /// Shakes hands; `status` says how that went. `early` is sent right behind the handshake.
    WebSocketClient(uint16_t port, const std::string &target, const std::string &headers = "",
                    const std::string &early = "", int receive_buffer = 0,
                    std::shared_ptr<Wire> wire = std::make_shared<Wire>())
        : raw(port, receive_buffer, std::move(wire)) {
        raw.send("GET " + target +
                 " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
                 headers + "\r\n" + early);
        const Source alive = heartbeat();
        run_until([&] { return !raw.receive() || raw.received.find("\r\n\r\n") != std::string::npos; });
        const auto end = raw.received.find("\r\n\r\n");
        if (end == std::string::npos)
            return;
        status = std::stoi(raw.received.substr(9, 3));
        head = raw.received.substr(0, end + 2);
        raw.received.erase(0, end + 4);
    }

    void send(const Frame &frame) { raw.send(encode(frame)); }
    void text(std::string text) { send({1, std::move(text)}); }
    /// A close frame with a code.
    void say_goodbye(uint16_t code = 1000) {
        send({8, {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)}});
    }

    /// Takes what has arrived: texts, the close code, pings (not answered).
    void receive() {
        closed = !raw.receive() || closed;
        while (take_frame()) {
        }
    }
    bool wait_for_texts(size_t count) {
        const Source alive = heartbeat();
        return run_until([&] {
                   receive();
                   return texts.size() >= count || closed;
               }) &&
               texts.size() >= count;
    }
    bool wait_for_end() {
        const Source alive = heartbeat();
        return run_until([&] {
            receive();
            return closed;
        });
    }

    RawClient raw;
    int status = 0;
    std::string head; ///< of the answer to the handshake
    std::vector<std::string> texts;
    std::vector<std::string> binaries;
    size_t pings = 0;
    size_t pongs = 0;
    std::optional<uint16_t> close_code;
    bool closed = false; ///< the TCP connection

private:
    bool take_frame() {
        auto &bytes = raw.received;
        const auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
        if (bytes.size() < 2)
            return false;
        const size_t wide = byte(1) == 126 ? 2 : byte(1) == 127 ? 8 : 0;
        if (bytes.size() < 2 + wide)
            return false;
        size_t size = wide == 0 ? byte(1) : 0;
        for (size_t i = 0; i < wide; ++i)
            size = size << 8 | byte(2 + i);
        if (bytes.size() < 2 + wide + size)
            return false;
        take(byte(0) & 0xf, bytes.substr(2 + wide, size));
        bytes.erase(0, 2 + wide + size);
        return true;
    }
    void take(int opcode, std::string payload) {
        pings += opcode == 9;
        pongs += opcode == 10;
        if (opcode == 1)
            texts.push_back(std::move(payload));
        else if (opcode == 2)
            binaries.push_back(std::move(payload));
        else if (opcode == 8 && payload.size() >= 2)
            close_code =
                static_cast<uint16_t>(static_cast<uint8_t>(payload[0]) << 8 | static_cast<uint8_t>(payload[1]));
        else if (opcode == 8)
            close_code = 1005;
    }
};

} // namespace callbooth::test
