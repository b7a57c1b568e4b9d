// SPDX-License-Identifier: MIT
#include "net/websocket/hub.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <malloc.h>

#include "net/fd_source.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {
// After so many events the main context's other sources get their turn.
constexpr size_t events_per_turn = SocketBatch::most;
constexpr int turns_at_once = 4;     // and after so many turns
constexpr size_t busy_turn = 2;      // events after which there are more by now
constexpr size_t least_read = 16384; // bytes that one may send in a turn in which all send
constexpr size_t most_read = 65536;  // and in which few do

constexpr size_t worth_returning = size_t{16} << 20; // bytes
constexpr std::chrono::seconds return_interval{10};

/// How often deadlines are looked at: a quarter of the shortest, but once a second at least.
std::chrono::milliseconds tick_interval(const HubOptions &options) {
    using std::chrono::milliseconds;
    const auto shortest = std::min({options.ping, options.message_timeout, options.stall_timeout});
    return std::clamp(shortest / 4, milliseconds(1), milliseconds(1000));
}

HubSocket &socket_of(const epoll_event &event) { return *static_cast<HubSocket *>(event.data.ptr); }

} // namespace

class Hub::Busy {
public:
    explicit Busy(Hub &hub) : hub_(hub.shared_from_this()) { ++hub_->busy_; }
    Busy(const Busy &) = delete;
    Busy &operator=(const Busy &) = delete;
    ~Busy() {
        if (hub_->busy_ == 1)
            hub_->settle();
        --hub_->busy_;
    }

private:
    const std::shared_ptr<Hub> hub_;
};

std::shared_ptr<Hub> Hub::make(HubOptions options, Log log, GMainContext *context) {
    return std::shared_ptr<Hub>(new Hub(options, std::move(log), context));
}

Hub::Hub(HubOptions options, Log log, GMainContext *context)
    : options_(options), log_(std::move(log)), drops_(log_), context_(context), tick_interval_(tick_interval(options)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)), batch_(options.may_use_io_uring),
      arriving_(new char[events_per_turn * least_read]) {
    if (epoll_.get() < 0)
        throw Error(fmt::format("cannot watch WebSockets: {}", std::strerror(errno)));
    poll_ = when_readable(
        epoll_.get(), [this] { run_turns(); }, context);
}

Hub::~Hub() {
    for (auto *sockets : {&open_, &closing_})
        while (!sockets->empty())
            sockets->front()->close_now();
    release_closed();
}

void Hub::look_at_clock() {
    using std::chrono::milliseconds;
    milliseconds_ = static_cast<uint32_t>(std::chrono::duration_cast<milliseconds>(Clock::now() - began_).count());
}

SocketOptions Hub::completed(SocketOptions options) const {
    options.max_message = std::min(options.max_message, options_.max_message);
    if (options.messages_per_second == 0)
        options.messages_per_second = options_.messages_per_second;
    if (options.bytes_per_second == 0)
        options.bytes_per_second = options_.bytes_per_second;
    return options;
}

void Hub::adopt(Newcomer newcomer, const std::function<void(WebSocket &)> &accept) {
    const Busy busy(*this);
    look_at_clock();
    open_.push_back(std::make_unique<HubSocket>(*this, std::move(newcomer.fd), std::move(newcomer.tls),
                                                std::move(newcomer.address), completed(newcomer.options)));
    HubSocket &socket = *open_.back();
    socket.place_ = std::prev(open_.end());
    socket.due_ = Clock::now() + options_.ping;
    epoll_event event{EPOLLIN, {&socket}};
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket.fd_.get(), &event) != 0) {
        log(Level::warning, fmt::format("cannot watch a WebSocket: {}", std::strerror(errno)));
        open_.pop_back();
        return;
    }
    ++traffic_.accepted;
    addresses_.add(socket.address());
    run_ticks();
    socket.begin(newcomer.answer);
    accept(socket);
    if (!newcomer.early.empty() && socket.state_ != HubSocket::State::dead)
        socket.feed(newcomer.early);
    socket.read_pending();
}

void Hub::limit_memory(const HubSocket &socket) {
    const auto &holding = socket.holding_; // ends when the socket is the one that is dropped
    while (holding && Holdings::network_bytes(*holding) > options_.max_held_per_network)
        Holdings::largest_of_network(*holding)->socket->drop(
            "it holds most of the memory that its network may hold together", traffic_.dropped_network);
    while (holdings_.bytes() > options_.max_held)
        holdings_.largest()->socket->drop("it holds most of the memory that all may hold together",
                                          traffic_.dropped_memory);
}

void Hub::watch(HubSocket &socket, bool for_room) {
    epoll_event event{EPOLLIN | (for_room ? EPOLLOUT : 0U), {&socket}};
    epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, socket.fd_.get(), &event);
}

void Hub::began_closing(HubSocket &socket) {
    socket.due_ = Clock::now() + options_.close_deadline;
    closing_.splice(closing_.end(), open_, socket.place_);
}

void Hub::on_closed(HubSocket &socket, bool was_closing) {
    addresses_.remove(socket.address());
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket.fd_.get(), nullptr);
    dead_.splice(dead_.end(), was_closing ? closing_ : open_, socket.place_);
    if (busy_ == 0 && !release_.active())
        release_ = Source::soon([this] { const Busy busy(*this); }, context_);
}

void Hub::run_turns() {
    const Busy busy(*this);
    for (int turn = 0; turn < turns_at_once && dispatch(0) >= busy_turn; ++turn)
        ;
}

size_t Hub::dispatch(int timeout) {
    const Busy busy(*this);
    std::array<epoll_event, events_per_turn> events;
    const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout);
    const auto happened = std::span(events).first(static_cast<size_t>(std::max(count, 0)));
    look_at_clock();
    for (const epoll_event &event : happened)
        if ((event.events & EPOLLOUT) != 0 && socket_of(event).state_ != HubSocket::State::dead)
            socket_of(event).writable();
    read(happened);
    send_all();
    return happened.size();
}

void Hub::read(std::span<const epoll_event> happened) {
    std::array<SocketBatch::Call, events_per_turn> calls;
    std::array<HubSocket *, events_per_turn> readers;
    size_t count = 0;
    const size_t room = std::min(most_read, events_per_turn * least_read / std::max(happened.size(), size_t{1}));
    for (const epoll_event &event : happened) {
        HubSocket &socket = socket_of(event);
        if ((event.events & ~EPOLLOUT) == 0 || socket.state_ == HubSocket::State::dead)
            continue;
        if (socket.tls_) {
            socket.read_tls();
            continue;
        }
        calls[count] = {socket.fd_.get(), arriving_.get() + count * room, room};
        readers[count++] = &socket;
    }
    batch_.run(SocketBatch::Kind::receive, std::span(calls).first(count));
    for (size_t i = 0; i < count; ++i)
        if (readers[i]->state_ != HubSocket::State::dead)
            readers[i]->on_read(calls[i].data, calls[i].result);
}

void Hub::send_soon(HubSocket &socket) {
    if (std::exchange(socket.unsent_, true))
        return;
    if (busy_ == 0 && !sending_.active()) // a timer's or a request's, which may have more for others
        sending_ = Source::soon([this] { const Busy busy(*this); }, context_);
    unsent_.push_back(&socket);
    if (unsent_.size() == SocketBatch::most)
        send_all();
}

void Hub::send_all() {
    std::array<SocketBatch::Call, SocketBatch::most> calls;
    std::array<HubSocket *, SocketBatch::most> writers;
    size_t count = 0;
    for (HubSocket *socket : unsent_) {
        socket->unsent_ = false;
        if (socket->tls_) {
            socket->flush();
        } else if (const auto output = socket->output(); !output.empty()) {
            calls[count] = {socket->fd_.get(), output.data(), output.size()};
            writers[count++] = socket;
        }
    }
    unsent_.clear();
    batch_.run(SocketBatch::Kind::send, std::span(calls).first(count));
    for (size_t i = 0; i < count; ++i) {
        writers[i]->on_written(calls[i].result);
        writers[i]->flush();
    }
}

void Hub::run_ticks() {
    if (ticks_.active())
        return;
    ticks_ = Source::every(
        tick_interval_,
        [this] {
            const auto self = shared_from_this(); // a listener may let go of the hub
            tick();
            return size() > 0;
        },
        context_);
}

void Hub::tick() {
    const Busy busy(*this);
    dispatch(0); // when the main context is late, what has arrived meanwhile counts
    const auto now = Clock::now();
    while (!closing_.empty() && closing_.front()->due_ <= now)
        closing_.front()->close_now();
    while (!open_.empty() && open_.front()->due_ <= now)
        check(*open_.front(), now);
    for (size_t i = holdings_.size(); i-- > 0;)
        if (i < holdings_.size()) // one may end others
            check(holdings_[i]);
    return_memory(now);
}

void Hub::return_memory(Clock::time_point now) {
    most_held_ = std::max(most_held_, held());
    if (most_held_ - held() < worth_returning || now - returned_at_ < return_interval)
        return;
    malloc_trim(0);
    most_held_ = held();
    returned_at_ = now;
}

void Hub::check(Holding &holding) {
    HubSocket &socket = *holding.socket;
    const auto since = [this](uint32_t then) { return std::chrono::milliseconds(milliseconds_ - then); };
    if (socket.queued() > 0 && socket.moved())
        holding.moved_at = milliseconds_;
    if (socket.queued() > 0 && since(holding.moved_at) > options_.stall_timeout)
        socket.drop("it does not read what it is sent", traffic_.dropped_slow);
    else if (socket.frames_.in_message() && since(holding.message_since) > options_.message_timeout)
        socket.refuse("its message takes too long", traffic_.dropped_incomplete);
}

void Hub::check(HubSocket &socket, Clock::time_point now) {
    if (!socket.heard_ && socket.pinged_) {
        log(Level::info, fmt::format("{} does not answer pings: dropped", socket.address()));
        ++traffic_.dropped_silent;
        socket.close_now();
        return;
    }
    socket.due_ = now + options_.ping;
    open_.splice(open_.end(), open_, socket.place_);
    socket.pinged_ = !std::exchange(socket.heard_, false);
    if (socket.pinged_)
        socket.ping();
}

void Hub::settle() {
    while (!unsent_.empty() || !dead_.empty()) { // a listener may send, and sending may end others
        send_all();
        release_closed();
    }
}

void Hub::release_closed() {
    while (!dead_.empty()) {
        Sockets one; // out of the list before its listener runs, which may come back here
        one.splice(one.end(), dead_, dead_.begin());
        if (const auto listener = std::exchange(one.front()->on_closed, nullptr))
            detail::guarded(listener);
        if (one.front()->unsent_)
            std::erase(unsent_, one.front().get());
    }
}

void Hub::stop() {
    const Busy busy(*this);
    while (!open_.empty())
        open_.front()->close(WebSocket::going_away, "the server stops");
    const auto deadline = Clock::now() + options_.stop_deadline;
    while (!closing_.empty() && Clock::now() < deadline)
        dispatch(20);
    while (!closing_.empty())
        closing_.front()->close_now();
}

} // namespace callbooth::net
