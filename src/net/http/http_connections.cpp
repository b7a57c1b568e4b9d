// SPDX-License-Identifier: MIT
#include "net/http/http_connections.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "net/fd_source.hpp"
#include <callbooth/error.hpp>
#include <callbooth/util/network_key.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {

using std::chrono::milliseconds;

constexpr unsigned events_wanted = EPOLLIN | EPOLLRDHUP | EPOLLET;
constexpr int events_at_once = 16;
constexpr int work_per_turn = 64; // others get their turn after so much
constexpr int handshake_work = 8; // of that: a handshake of TLS computes for a millisecond
constexpr double burst = 10;      // seconds' worth of connections that may come at once

} // namespace

struct HttpConnections::Entry final : HttpConnection {
    using HttpConnection::HttpConnection;
    Network *network = nullptr; ///< null for trusted proxies
    bool is_watched = false;    ///< is in the epoll set
    Entries::iterator place;
};

HttpConnections::HttpConnections(HttpConnectionOptions options, Log log, GMainContext *context, Serve serve)
    : options_(options), log_(std::move(log)), refusals_(log_), context_(context), serve_(std::move(serve)),
      site_connects_(NetworkCounts::networks_of_site * options.connects_per_second,
                     NetworkCounts::networks_of_site * burst * options.connects_per_second),
      epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_.get() < 0)
        throw Error(fmt::format("cannot watch connections: {}", std::strerror(errno)));
    poll_ = when_readable(
        epoll_.get(), [this] { dispatch(); }, context);
}

HttpConnections::~HttpConnections() { clear(); }

HttpConnections::Network &HttpConnections::network_of(const std::string &address) {
    const TokenBucket fresh(options_.connects_per_second, burst * options_.connects_per_second);
    return networks_.try_emplace(network_key(address), Network{0, 0, fresh}).first->second;
}

void HttpConnections::accept(Descriptor fd, Arrival arrival) {
    auto *network = arrival.is_proxy ? nullptr : &network_of(arrival.origin.address);
    if (refuse(fd.get(), arrival, network))
        return;
    arrival.origin.idle =
        arrival.is_proxy ? std::max(options_.idle_of_proxies, options_.deadlines.idle) : options_.deadlines.idle;
    auto &entry = *open_.emplace_back(
        std::make_unique<Entry>(*this, std::move(fd), std::move(arrival.origin), options_.head, options_.deadlines));
    entry.place = std::prev(open_.end());
    if (network)
        count(entry, *network);
    run_ticks();
    // In a crowd the request is often there already. A handshake of TLS takes too long to begin it here.
    if (!entry.origin().credentials)
        entry.advance();
    if (entry.phase() != HttpConnection::Phase::ended)
        watch(entry);
}

void HttpConnections::watch(Entry &entry) {
    epoll_event event{events_wanted | (entry.waits_for_room() ? EPOLLOUT : 0U), {&entry}};
    entry.is_watched = epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, entry.fd(), &event) == 0;
    if (!entry.is_watched)
        entry.end(HttpEnd::closed);
}

bool HttpConnections::refuse(int fd, const Arrival &arrival, Network *network) {
    if (size() < options_.max && size() + arrival.websockets < options_.max_total)
        return network && refuse(fd, arrival.origin, *network);
    ++counts_.refused_full;
    refusals_.tell(fmt::format("{} connections and {} WebSockets: more are refused until some have gone", size(),
                               arrival.websockets));
    turn_away(fd, arrival.origin, 503, "Service Unavailable", "Too many connections\n");
    return true;
}

bool HttpConnections::refuse(int fd, const HttpConnection::Origin &origin, Network &network) {
    const size_t connections = addresses_.of(origin.address);
    const bool is_crowd = connections >= options_.max_per_network;
    if (!is_crowd && may_connect(origin.address, network))
        return false;
    ++(is_crowd ? counts_.refused_address : counts_.refused_rate);
    constexpr auto hint = "if it is a proxy, name it in trusted-proxies";
    refusals_.tell(
        is_crowd
            ? fmt::format("{} has {} connections: more are refused ([http] connections-per-address); {}",
                          origin.address, connections, hint)
            : fmt::format("{} connects too often: refused ([http] connects-per-second); {}", origin.address, hint));
    turn_away(fd, origin, 429, "Too Many Requests", "Too many connections from your address\n");
    return true;
}

bool HttpConnections::may_connect(const std::string &address, Network &network) {
    const auto now = Clock::now();
    const auto site = site_key(network_key(address));
    return network.connects.take(now) && (site.empty() || site_connects_.take(site, now));
}

bool HttpConnections::introduced(HttpConnection &connection) {
    auto &entry = static_cast<Entry &>(connection);
    auto &network = network_of(entry.origin().address);
    if (refuse(entry.fd(), entry.origin(), network))
        return false;
    count(entry, network);
    return true;
}

void HttpConnections::count(Entry &entry, Network &network) {
    entry.network = &network;
    ++network.connections;
    addresses_.add(entry.origin().address);
}

void HttpConnections::turn_away(int fd, const HttpConnection::Origin &origin, int status, const char *phrase,
                                const char *text) {
    if (origin.credentials) // a handshake only to refuse would help an attacker
        return;
    const auto answer = short_answer(status, phrase, text, true);
    ::send(fd, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void HttpConnections::dispatch() {
    std::array<epoll_event, events_at_once> events;
    for (int work = 0; work < work_per_turn;) {
        const int count = epoll_wait(epoll_.get(), events.data(), events_at_once, 0);
        if (count <= 0)
            return;
        for (const auto &event : std::span(events).first(static_cast<size_t>(count))) {
            auto &entry = *static_cast<Entry *>(event.data.ptr);
            work += entry.phase() < HttpConnection::Phase::reads ? handshake_work : 1;
            if ((event.events & EPOLLERR) != 0)
                entry.end(HttpEnd::closed);
            entry.advance();
            if ((event.events & EPOLLRDHUP) != 0)
                entry.peer_closed();
            if (entry.phase() == HttpConnection::Phase::answers) // a long one: much was copied
                work += handshake_work;
        }
    }
}

void HttpConnections::postpone(HttpConnection &connection) {
    postponed_.push_back(&connection);
    if (!postponement_.active())
        postponement_ = Source::soon([this] { advance_postponed(); }, context_);
}

void HttpConnections::advance_postponed() {
    postponement_.cancel(); // else it would count as active until this returns
    for (auto *connection : std::exchange(postponed_, {}))
        connection->advance();
}

void HttpConnections::refused(HttpConnection &, Refusal refusal) { ++counts_.refused[static_cast<size_t>(refusal)]; }

void HttpConnections::body_changed(HttpConnection &connection, BodyState state) {
    if (on_body)
        on_body(connection, state);
}

bool HttpConnections::hold(HttpConnection &connection, size_t before, size_t now) {
    auto *network = static_cast<Entry &>(connection).network;
    held_ += now - before;
    if (network)
        network->held += now - before;
    if (now <= before)
        return true;
    const size_t share = options_.max_body_bytes / options_.body_shares;
    return held_ <= options_.max_body_bytes && (!network || network->held <= share);
}

void HttpConnections::watch_room(HttpConnection &connection, bool wanted) {
    auto &entry = static_cast<Entry &>(connection);
    epoll_event event{events_wanted | (wanted ? EPOLLOUT : 0U), {&entry}};
    if (entry.is_watched)
        epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, entry.fd(), &event);
}

void HttpConnections::ended(HttpConnection &connection, HttpEnd why, const char *detail) {
    auto &entry = static_cast<Entry &>(connection);
    if (why == HttpEnd::released && entry.is_watched) // others leave the set with their descriptor
        epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, entry.fd(), nullptr);
    if (why == HttpEnd::slow)
        ++counts_.dropped_slow;
    if (why == HttpEnd::handshake) {
        ++counts_.dropped_handshake;
        log_(Level::debug, fmt::format("connection of {} given up: {}", entry.origin().address, detail));
    }
    if (entry.network) {
        --entry.network->connections;
        addresses_.remove(entry.origin().address);
    }
    std::erase(postponed_, &connection);
    ended_.splice(ended_.end(), open_, entry.place);
    if (!release_.active())
        release_ = Source::soon([this] { ended_.clear(); }, context_);
}

size_t HttpConnections::answering() const {
    return static_cast<size_t>(std::count_if(open_.begin(), open_.end(), [](const auto &entry) {
        return entry->phase() == HttpConnection::Phase::answers;
    }));
}

void HttpConnections::clear() {
    while (!open_.empty())
        open_.front()->end(HttpEnd::stopped);
}

void HttpConnections::run_ticks() {
    if (ticks_.active())
        return;
    const auto &times = options_.deadlines;
    const auto shortest = std::min({times.handshake, times.head, times.idle, times.stalled, times.lingers});
    ticks_ = Source::every(
        std::clamp(shortest / 4, milliseconds(1), milliseconds(1000)),
        [this] {
            tick();
            return !open_.empty() || !networks_.empty();
        },
        context_);
}

void HttpConnections::tick() {
    const auto now = Clock::now();
    for (auto place = open_.begin(); place != open_.end();)
        (*place++)->check(now);
    std::erase_if(networks_,
                  [now](auto &entry) { return entry.second.connections == 0 && entry.second.connects.full(now); });
    site_connects_.forget_idle(now);
}

} // namespace callbooth::net
