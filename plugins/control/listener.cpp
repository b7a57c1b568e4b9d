// SPDX-License-Identifier: MIT
#include "listener.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "activation.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::control {
namespace {

constexpr int backlog = 16;
constexpr mode_t only_ours = 0600;

[[noreturn]] void fail(const std::string &path, const char *why) {
    throw Error(fmt::format("cannot listen at {}: {}", path, why));
}

sockaddr_un address_of(const std::string &path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        fail(path, "the path is too long for a socket");
    path.copy(address.sun_path, path.size());
    return address;
}

void make_folder(const std::string &path) {
    const auto folder = std::filesystem::path(path).parent_path();
    std::error_code error;
    std::filesystem::create_directories(folder.parent_path(), error);
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        fail(path, std::strerror(errno));
}

/// The socket of a program that ended without removing it goes; anything else at the path stays. We hold the lock.
void remove_stale(const std::string &path) {
    struct stat found {};
    if (lstat(path.c_str(), &found) != 0)
        return;
    if (!S_ISSOCK(found.st_mode) || found.st_uid != geteuid())
        fail(path, "something else is there");
    unlink(path.c_str());
}

/// Listening at the other end of a passed descriptor must be what we expect.
bool is_listening_socket(int fd) {
    int domain = 0;
    int listening = 0;
    socklen_t size = sizeof domain;
    return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX &&
           getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening == 1;
}

/// A socket of systemd's may be open to others, as its unit says; still only root and our own user get in.
bool is_ours(int client) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && (peer.uid == 0 || peer.uid == geteuid());
}

} // namespace

Listener::Listener(std::string path, const char *name) : path_(std::move(path)) {
    if (const auto passed = passed_socket(name)) {
        if (!is_listening_socket(*passed))
            throw Error(fmt::format("the socket '{}' of systemd is not a listening Unix socket", name));
        fcntl(*passed, F_SETFD, FD_CLOEXEC);
        fcntl(*passed, F_SETFL, fcntl(*passed, F_GETFL) | O_NONBLOCK);
        socket_ = Fd(*passed);
        passed_ = true;
        return;
    }
    make(path_);
}

void Listener::make(const std::string &path) {
    const sockaddr_un address = address_of(path);
    make_folder(path);
    lock_ = Fd(open((path + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, only_ours));
    if (!lock_)
        fail(path, std::strerror(errno));
    if (flock(lock_.get(), LOCK_EX | LOCK_NB) != 0)
        fail(path, "another program of Callbooth does; give each a path of its own");
    remove_stale(path);
    socket_ = Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    // before bind: the file has this mode from its first moment
    if (fchmod(socket_.get(), only_ours) != 0 ||
        bind(socket_.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
        listen(socket_.get(), backlog) != 0)
        fail(path, std::strerror(errno));
}

Listener::~Listener() {
    if (!passed_ && socket_)
        unlink(path_.c_str());
}

void Listener::start(GMainContext *context) {
    const auto accept = [this] {
        accept_one();
        return true;
    };
    accepting_ = watch_fd(socket_.get(), G_IO_IN, accept, context);
}

std::string Listener::address() const { return passed_ ? "the socket of systemd" : path_; }

void Listener::accept_one() {
    Fd client(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!client)
        return;
    if (is_ours(client.get()))
        accepted.emit(client);
    else
        refused.emit("it runs as another user");
}

} // namespace callbooth::control
