// SPDX-License-Identifier: MIT
/// Another program at the socket of the plugin.
#pragma once

#include <cstring>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>

#include "support/loop.hpp"
#include <callbooth/json.hpp>
#include <callbooth/util/fd.hpp>

namespace callbooth::test {

class OtherProgram {
public:
    explicit OtherProgram(const std::string &path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        connected = connect(socket_.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }

    bool connected;

    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t size = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (size > 0)
                bytes.remove_prefix(static_cast<size_t>(size));
            g_main_context_iteration(nullptr, FALSE);
        }
    }
    /// The next line; null when none comes.
    Json read() {
        std::optional<std::string> line;
        run_until([&] {
            receive();
            line = take_line();
            return line.has_value() || ended_;
        });
        return line ? Json::parse(*line, {.size = 16 * 1024 * 1024}) : Json();
    }
    /// The next line with this event; those before it are passed over.
    Json event(std::string_view name) {
        for (;;) {
            const Json line = read();
            if (line.is(Json::Kind::null) || line.find<std::string>("event") == name)
                return line;
        }
    }
    /// The answer to a request; events before it are passed over.
    Json ask(Json::Object request) {
        write(request.dump() + "\n");
        return answer();
    }
    Json answer() {
        for (;;) {
            const Json line = read();
            if (!line.member("event"))
                return line;
        }
    }
    bool ended() {
        run_until([&] {
            receive();
            return ended_;
        });
        return ended_;
    }
    /// Writes nothing more, but reads on.
    void finish() { shutdown(socket_.get(), SHUT_WR); }
    void leave() { socket_ = Fd(); }
    /// Nothing that it could read waits.
    bool quiet() {
        run_pending();
        receive();
        return buffer_.empty();
    }

private:
    void receive() {
        char bytes[65536];
        ssize_t size = 0;
        while ((size = recv(socket_.get(), bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
            buffer_.append(bytes, static_cast<size_t>(size));
        ended_ = ended_ || size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
        if (!ended_) // so that the loop turns again
            wake_ = Source::after(std::chrono::milliseconds(1), [] {});
    }
    std::optional<std::string> take_line() {
        const size_t end = buffer_.find('\n');
        if (end == std::string::npos)
            return std::nullopt;
        std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        return line;
    }

    Fd socket_;
    std::string buffer_;
    bool ended_ = false;
    Source wake_;
};

} // namespace callbooth::test
