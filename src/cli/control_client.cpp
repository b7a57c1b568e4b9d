// SPDX-License-Identifier: MIT
#include "cli/control_client.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>

#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::cli {
namespace {

constexpr JsonLimits limits{.depth = 16, .size = 64 * 1024 * 1024, .members = 4096};

[[noreturn]] void fail(const std::string &path) {
    const bool nobody = errno == ENOENT || errno == ECONNREFUSED;
    throw Error(fmt::format("cannot connect to {}: {}", path,
                            nobody ? "nobody listens there. Does the pipeline file have [plugin.control]?"
                                   : std::strerror(errno)));
}

void limit_waiting(int fd, std::chrono::milliseconds patience) {
    const timeval limit{patience.count() / 1000, patience.count() % 1000 * 1000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

} // namespace

ControlClient::ControlClient(const std::string &path, std::chrono::milliseconds patience)
    : path_(path), socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        throw Error(fmt::format("cannot connect to {}: the path is too long for a socket", path));
    path.copy(address.sun_path, path.size());
    limit_waiting(socket_.get(), patience);
    if (connect(socket_.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        fail(path);
}

void ControlClient::send(const Json::Object &request) {
    const std::string text = request.dump() + '\n';
    std::string_view line = text;
    while (!line.empty()) {
        const ssize_t size = ::send(socket_.get(), line.data(), line.size(), MSG_NOSIGNAL);
        if (size <= 0)
            return; // it has been dropped, and can read why
        line.remove_prefix(static_cast<size_t>(size));
    }
}

std::optional<Json> ControlClient::read() {
    size_t end = 0;
    while ((end = buffer_.find('\n')) == std::string::npos) {
        char bytes[64 * 1024];
        const ssize_t size = recv(socket_.get(), bytes, sizeof bytes, 0);
        if (size <= 0)
            return std::nullopt;
        buffer_.append(bytes, static_cast<size_t>(size));
    }
    const std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    return Json::parse(line, limits);
}

} // namespace callbooth::cli
