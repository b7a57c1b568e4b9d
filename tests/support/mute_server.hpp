// SPDX-License-Identifier: MIT
/// A machine that vanished without a goodbye, as seen from the client: it accepts the WebSocket, says OPEN, and then
/// answers nothing any more, not even pings.
#pragma once

#include <atomic>
#include <stdexcept>
#include <string>

#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::test {

class MuteServer {
public:
    MuteServer() : service_(Ref<GSocketService>::adopt(g_threaded_socket_service_new(4))) {
        Handle<GError> error;
        port_ = g_socket_listener_add_any_inet_port(service_.as<GSocketListener>(), nullptr, Out(error));
        if (port_ == 0)
            throw std::runtime_error(error->message);
        using Run = gboolean(GThreadedSocketService *, GSocketConnection *, GObject *);
        run_ = Connection::make<Run>(service_.get(), "run", [this](auto, GSocketConnection *connection, auto) {
            serve(G_IO_STREAM(connection));
            return TRUE;
        });
    }
    ~MuteServer() { g_socket_service_stop(service_.get()); }

    std::string url() const { return fmt::format("ws://127.0.0.1:{}", port_); }
    int accepted() const { return accepted_; }

private:
    // On a thread of the service.
    void serve(GIOStream *stream) {
        const std::string request = read_head(g_io_stream_get_input_stream(stream));
        const std::string answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                   "Sec-WebSocket-Accept: " +
                                   accept_key(request) + "\r\n\r\n\x81\x0f{\"type\":\"OPEN\"}";
        g_output_stream_write_all(g_io_stream_get_output_stream(stream), answer.data(), answer.size(), nullptr, nullptr,
                                  nullptr);
        ++accepted_;
        char unheard[256];
        while (g_input_stream_read(g_io_stream_get_input_stream(stream), unheard, sizeof unheard, nullptr, nullptr) >
               0) {
        }
    }

    static std::string read_head(GInputStream *input) {
        std::string head;
        char byte = 0;
        while (!head.ends_with("\r\n\r\n") && g_input_stream_read(input, &byte, 1, nullptr, nullptr) == 1)
            head += byte;
        return head;
    }

    static std::string accept_key(const std::string &request) {
        const std::string name = "Sec-WebSocket-Key: ";
        const auto at = request.find(name) + name.size();
        const std::string key =
            request.substr(at, request.find("\r\n", at) - at) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA1);
        g_checksum_update(sum, reinterpret_cast<const guchar *>(key.data()), static_cast<gssize>(key.size()));
        guint8 digest[20];
        gsize size = sizeof digest;
        g_checksum_get_digest(sum, digest, &size);
        g_checksum_free(sum);
        return Handle<char>(g_base64_encode(digest, size)).get();
    }

    guint16 port_ = 0;
    std::atomic<int> accepted_ = 0;
    Ref<GSocketService> service_;
    Connection run_;
};

} // namespace callbooth::test
