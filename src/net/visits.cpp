// SPDX-License-Identifier: MIT
#include "net/visits.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "net/readable.hpp"
#include "net/tls_stream.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {

using std::chrono::milliseconds;

constexpr const char *visit_key = "callbooth-visit";
constexpr int work_per_turn = 64;    // others get their turn after so much
constexpr int handshake_work = 8;    // of that: computes for a millisecond
constexpr size_t max_head = 16384;   // bytes of a request; what to say about a longer one knows libsoup
constexpr char tls_handshake = 0x16; // the first byte of a TLS connection, RFC 8446 section 5.1

void say_no(GSocket *socket, int status, const char *reason, const char *text) {
    const auto answer =
        fmt::format("HTTP/1.1 {} {}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n"
                    "Retry-After: 5\r\nConnection: close\r\n\r\n{}",
                    status, reason, std::strlen(text), text);
    ::send(g_socket_get_fd(socket), answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

} // namespace

struct Visits::Visit {
    Visits &owner;
    std::list<Visit>::iterator place;
    Origin origin;
    Ref<GSocketConnection> connection; ///< while it waits for a request
    Ref<GSocket> socket;
    Ref<GSocketAddress> local;
    Ref<GSocketAddress> remote;
    Clock::time_point deadline;
    enum class Phase : uint8_t { begins, shakes_hands, sends_head, arrived } phase = Phase::begins;
    bool secure = false;
    bool has_body = false;
    std::unique_ptr<TlsSession> session = nullptr; ///< until it has arrived
    std::string head = {};                         ///< what came of it over TLS
    GIOStream *stream = nullptr;                   ///< libsoup's; we hear when it is gone

    int fd() const { return g_socket_get_fd(socket.get()); }
    static void stream_gone(gpointer visit, GObject *) {
        auto &self = *static_cast<Visit *>(visit);
        self.stream = nullptr;
        self.owner.remove(self);
    }
};

Visits::Visits(VisitOptions options, Log log, GMainContext *context, Arrived arrived)
    : options_(options), log_(std::move(log)), refusals_(log_), context_(context), arrived_(std::move(arrived)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_.get() < 0)
        throw Error(fmt::format("cannot watch connections: {}", std::strerror(errno)));
    poll_ = when_readable(
        epoll_.get(), [this] { dispatch(); }, context);
}

Visits::~Visits() {
    while (!visits_.empty())
        remove(visits_.front());
}

void Visits::accept(GSocketConnection *connection, Ref<GSocketAddress> remote, const Origin &origin) {
    auto local = Ref<GSocketAddress>::adopt(g_socket_connection_get_local_address(connection, nullptr));
    if (!local || refuse(connection, origin)) // without an address it has gone already
        return;
    auto &visit = visits_.emplace_back(Visit{*this,
                                             {},
                                             origin,
                                             Ref<GSocketConnection>::share(connection),
                                             Ref<GSocket>::share(g_socket_connection_get_socket(connection)),
                                             std::move(local),
                                             std::move(remote),
                                             Clock::now()});
    visit.place = std::prev(visits_.end());
    if (origin.counted)
        addresses_.add(origin.address);
    run_ticks();
    if (!origin.credentials)
        visit.phase = Visit::Phase::sends_head;
    visit.deadline = Clock::now() + (origin.credentials ? options_.handshake : options_.head);
    epoll_event event{EPOLLIN | EPOLLET, {&visit}};
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, visit.fd(), &event) != 0)
        give_up(visit, std::strerror(errno));
}

bool Visits::refuse(GSocketConnection *connection, const Origin &origin) {
    auto *socket = g_socket_connection_get_socket(connection);
    const bool plain = !origin.credentials; // a handshake only to say no would help an attacker
    if (visits_.size() >= options_.most || visits_.size() + origin.websockets >= options_.most_together) {
        ++counts_.refused_full;
        refusals_.tell(fmt::format("{} connections and {} WebSockets: more are refused until some have gone",
                                   visits_.size(), origin.websockets));
        if (plain)
            say_no(socket, 503, "Service Unavailable", "Too many connections\n");
        return true;
    }
    if (!origin.counted || addresses_.of(origin.address) < options_.most_per_address)
        return false;
    ++counts_.refused_address;
    refusals_.tell(
        fmt::format("{} has {} connections: more are refused ([http] connections-per-address); if it is a proxy, name "
                    "it in trusted-proxies",
                    origin.address, addresses_.of(origin.address)));
    if (plain)
        say_no(socket, 429, "Too Many Requests", "Too many connections from your address\n");
    return true;
}

void Visits::dispatch() {
    epoll_event event{};
    for (int work = 0; work < work_per_turn;) {
        // One by one: whoever arrives is served at once, and that may end any other.
        if (epoll_wait(epoll_.get(), &event, 1, 0) != 1)
            return;
        auto &visit = *static_cast<Visit *>(event.data.ptr);
        work += visit.phase == Visit::Phase::sends_head ? 1 : handshake_work;
        advance(visit);
    }
}

void Visits::advance(Visit &visit) {
    if (visit.phase == Visit::Phase::begins && !begin(visit))
        return;
    if (visit.phase == Visit::Phase::shakes_hands && !shake_hands(visit))
        return;
    look_for_head(visit);
}

bool Visits::begin(Visit &visit) {
    char first = 0;
    const auto size = ::recv(visit.fd(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    const bool is_tls = size == 1 && first == tls_handshake;
    if (!is_tls && (size != 1 || std::isupper(static_cast<unsigned char>(first)) == 0)) {
        give_up(visit, "it speaks neither TLS nor HTTP");
        return false;
    }
    visit.phase = is_tls ? Visit::Phase::shakes_hands : Visit::Phase::sends_head;
    if (is_tls)
        visit.session = std::make_unique<TlsSession>(visit.fd(), visit.origin.credentials);
    return true;
}

void Visits::wait_for(Visit &visit, bool room) {
    epoll_event event{(room ? EPOLLOUT : EPOLLIN) | EPOLLET, {&visit}};
    epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, visit.fd(), &event);
}

bool Visits::shake_hands(Visit &visit) {
    const auto step = visit.session->handshake();
    if (step == TlsSession::Step::failed)
        give_up(visit, visit.session->failure());
    else if (step != TlsSession::Step::done)
        wait_for(visit, step == TlsSession::Step::wants_room);
    if (step != TlsSession::Step::done)
        return false;
    wait_for(visit, false);
    visit.secure = true;
    visit.phase = Visit::Phase::sends_head;
    visit.deadline = Clock::now() + options_.head;
    return true;
}

void Visits::look_for_head(Visit &visit) {
    std::array<char, max_head> buffer;
    const auto read = [&] {
        return visit.session ? visit.session->read(buffer.data(), max_head - visit.head.size())
                             : ::recv(visit.fd(), buffer.data(), max_head, MSG_PEEK | MSG_DONTWAIT);
    };
    const ssize_t size = read();
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0)
        return remove(visit); // it has gone
    std::string_view head(buffer.data(), static_cast<size_t>(size));
    if (visit.session)
        head = visit.head.append(head);
    if (head.size() == max_head || head.find("\r\n\r\n") != head.npos || head.find("\n\n") != head.npos)
        arrive(visit);
}

void Visits::arrive(Visit &visit) {
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, visit.fd(), nullptr);
    const auto connection = std::exchange(visit.connection, {}); // the stream's alone
    const auto stream = visit.session
                            ? make_tls_stream(connection.get(), std::move(visit.session), std::move(visit.head))
                            : Ref<GIOStream>::share(connection.get());
    visit.phase = Visit::Phase::arrived;
    ++arrived_count_;
    visit.deadline = Clock::now() + options_.head;
    visit.stream = stream.get();
    g_object_weak_ref(G_OBJECT(stream.get()), &Visit::stream_gone, &visit);
    g_object_set_data(G_OBJECT(visit.remote.get()), visit_key, &visit);
    const auto local = visit.local;
    const auto remote = visit.remote;
    arrived_(stream.get(), local.get(), remote.get());
}

Visits::Visit *Visits::find(GSocketAddress *remote) {
    return static_cast<Visit *>(remote ? g_object_get_data(G_OBJECT(remote), visit_key) : nullptr);
}

bool Visits::is_secure(GSocketAddress *remote) {
    const auto *visit = find(remote);
    return visit && visit->secure;
}

void Visits::expect(GSocketAddress *remote, milliseconds within) {
    if (auto *visit = find(remote))
        visit->deadline = Clock::now() + within;
}

void Visits::admit_body(GSocketAddress *remote) {
    auto *visit = find(remote);
    if (!visit || visit->has_body)
        return;
    auto &owner = visit->owner;
    if (owner.bodies_ < owner.options_.most_bodies) {
        ++owner.bodies_;
        visit->has_body = true;
        return;
    }
    ++owner.counts_.refused_body;
    refuse(remote, 503, "Service Unavailable", "Too many requests\n");
}

void Visits::refuse(GSocketAddress *remote, int status, const char *reason, const char *text) {
    auto *visit = find(remote);
    if (!visit)
        return;
    if (!visit->secure)
        say_no(visit->socket.get(), status, reason, text);
    g_socket_shutdown(visit->socket.get(), TRUE, TRUE, nullptr); // libsoup hears of it, and ends the stream
}

void Visits::body_ended(GSocketAddress *remote) {
    if (auto *visit = find(remote); visit && std::exchange(visit->has_body, false))
        --visit->owner.bodies_;
}

void Visits::give_up(Visit &visit, const char *why) {
    ++counts_.dropped_handshake;
    log_(Level::debug, fmt::format("no TLS with {}: {}", visit.origin.address, why));
    remove(visit);
}

void Visits::remove(Visit &visit) {
    if (visit.stream)
        g_object_weak_unref(G_OBJECT(visit.stream), &Visit::stream_gone, &visit);
    if (visit.phase == Visit::Phase::arrived)
        --arrived_count_;
    if (visit.has_body)
        --bodies_;
    g_object_set_data(G_OBJECT(visit.remote.get()), visit_key, nullptr);
    if (visit.connection) // it is ours alone, and leaves the epoll set with its descriptor
        g_io_stream_close(G_IO_STREAM(visit.connection.get()), nullptr, nullptr);
    if (visit.origin.counted)
        addresses_.remove(visit.origin.address);
    visits_.erase(visit.place);
}

void Visits::clear() {
    for (auto visit = visits_.begin(); visit != visits_.end();) {
        auto &one = *visit++;
        if (one.connection)
            remove(one);
    }
}

void Visits::run_ticks() {
    if (ticks_.active())
        return;
    const auto shortest = std::min({options_.handshake, options_.head, options_.stalled});
    ticks_ = Source::every(
        std::clamp(shortest / 4, milliseconds(1), milliseconds(1000)),
        [this] {
            tick();
            return !visits_.empty();
        },
        context_);
}

void Visits::tick() {
    const auto now = Clock::now();
    for (auto visit = visits_.begin(); visit != visits_.end();) {
        auto &one = *visit++;
        if (one.deadline > now)
            continue;
        if (one.phase < Visit::Phase::sends_head) {
            give_up(one, "it took too long");
            continue;
        }
        ++counts_.dropped_slow;
        if (one.phase == Visit::Phase::sends_head) {
            remove(one);
            continue;
        }
        one.deadline = now + options_.stalled;
        g_socket_shutdown(one.socket.get(), TRUE, TRUE, nullptr); // libsoup hears of it, and ends the stream
    }
}

} // namespace callbooth::net
