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
constexpr size_t connection_bytes = 3072;            // about what one takes, with what a plugin knows of it
constexpr std::chrono::seconds return_interval{10};

/// How often deadlines are looked at: a quarter of the shortest, but once a second at least.
std::chrono::milliseconds tick_interval(const HubOptions &options) {
    using std::chrono::milliseconds;
    const auto shortest = std::min({options.ping, options.message_timeout, options.stall_timeout});
    return std::clamp(shortest / 4, milliseconds(1), milliseconds(1000));
}

} // namespace

struct Hub::Entry final : HubSocket {
    using HubSocket::HubSocket;
    Clock::time_point due; ///< the next look at it, or the deadline of its closing
    Entries::iterator place;
    bool is_pinged = false;
    bool is_unsent = false; ///< in `unsent_`

    static Entry &of(const epoll_event &event) { return *static_cast<Entry *>(event.data.ptr); }
};

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
    : options_(options), log_(std::move(log)), drops_(log_), failures_(log_, Level::error), context_(context),
      tick_interval_(tick_interval(options)), commons_{options.max_queue, options.max_message},
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
    commons_.now = static_cast<uint32_t>(std::chrono::duration_cast<milliseconds>(Clock::now() - began_).count());
}

SocketLimits Hub::limits(const SocketOptions &options) const {
    const auto or_default = [](double rate, double otherwise) { return rate == 0 ? otherwise : rate; };
    return {std::min(options.max_message, options_.max_message),
            or_default(options.messages_per_second, options_.messages_per_second),
            or_default(options.bytes_per_second, options_.bytes_per_second)};
}

void Hub::adopt(Newcomer newcomer, const std::function<void(WebSocket &)> &accept) {
    const Busy busy(*this);
    look_at_clock();
    HubSocket::Origin origin{std::move(newcomer.fd), std::move(newcomer.tls), std::move(newcomer.address),
                             std::move(newcomer.protocol)};
    Entry &entry =
        *open_.emplace_back(std::make_unique<Entry>(*this, commons_, std::move(origin), limits(newcomer.options)));
    entry.place = std::prev(open_.end());
    entry.due = Clock::now() + options_.ping;
    epoll_event event{EPOLLIN, {&entry}};
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, entry.fd(), &event) != 0) {
        log(Level::warning, fmt::format("cannot watch a WebSocket: {}", std::strerror(errno)));
        open_.pop_back();
        return;
    }
    ++commons_.traffic.accepted;
    addresses_.add(entry.address());
    run_ticks();
    entry.begin(newcomer.answer);
    entry.introduce(accept);
    if (!newcomer.early.empty() && !entry.is_dead())
        entry.feed(newcomer.early);
    entry.read_pending();
}

void Hub::together(const std::function<void()> &send) {
    const auto self = shared_from_this();
    struct End {
        Hub &hub;
        ~End() {
            if (hub.busy_ == 1) // else more may follow in this turn, for the same clients
                hub.send_all();
            if (--hub.busy_ == 0 && !hub.dead_.empty())
                hub.release_soon();
        }
    };
    look_at_clock();
    ++busy_;
    const End end{*this};
    send();
}

void Hub::limit_memory(HubSocket &socket) {
    auto &holdings = commons_.holdings;
    // Its holding ends when it is the one that is dropped.
    while (socket.holding() && Holdings::network_bytes(*socket.holding()) > options_.max_held_per_network)
        Holdings::largest_of_network(*socket.holding())
            ->socket->drop("it holds most of the memory that its network may hold together",
                           commons_.traffic.dropped_network);
    while (holdings.bytes() > options_.max_held)
        holdings.largest()->socket->drop("it holds most of the memory that all may hold together",
                                         commons_.traffic.dropped_memory);
}

void Hub::watch_room(HubSocket &socket, bool wanted) {
    epoll_event event{EPOLLIN | (wanted ? EPOLLOUT : 0U), {&static_cast<Entry &>(socket)}};
    epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, socket.fd(), &event);
}

void Hub::dropping(HubSocket &socket, const char *why) {
    drops_.tell(fmt::format("WebSocket of {} dropped: {}", socket.address(), why));
}

void Hub::failed(HubSocket &socket, const char *what) {
    failures_.tell(fmt::format("WebSocket of {} failed: {}", socket.address(), what));
}

void Hub::began_closing(HubSocket &socket) {
    auto &entry = static_cast<Entry &>(socket);
    entry.due = Clock::now() + options_.close_deadline;
    closing_.splice(closing_.end(), open_, entry.place);
}

void Hub::ended(HubSocket &socket, bool was_closing) {
    addresses_.remove(socket.address());
    epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket.fd(), nullptr);
    dead_.splice(dead_.end(), was_closing ? closing_ : open_, static_cast<Entry &>(socket).place);
    if (busy_ == 0)
        release_soon();
}

void Hub::release_soon() {
    if (!release_.active())
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
        if ((event.events & EPOLLOUT) != 0 && !Entry::of(event).is_dead())
            Entry::of(event).writable();
    read(happened);
    send_all();
    return happened.size();
}

void Hub::read(std::span<const epoll_event> happened) {
    std::array<SocketBatch::Call, events_per_turn> calls;
    std::array<Entry *, events_per_turn> readers;
    size_t count = 0;
    const size_t room = std::min(most_read, events_per_turn * least_read / std::max(happened.size(), size_t{1}));
    for (const epoll_event &event : happened) {
        Entry &entry = Entry::of(event);
        if ((event.events & ~EPOLLOUT) == 0 || entry.is_dead())
            continue;
        if (entry.is_secure()) {
            entry.read_tls();
            continue;
        }
        calls[count] = {entry.fd(), arriving_.get() + count * room, room};
        readers[count++] = &entry;
    }
    batch_.run(SocketBatch::Kind::receive, std::span(calls).first(count));
    for (size_t i = 0; i < count; ++i)
        if (!readers[i]->is_dead())
            readers[i]->on_read(calls[i].data, calls[i].result);
}

void Hub::send_soon(HubSocket &socket) {
    auto &entry = static_cast<Entry &>(socket);
    if (std::exchange(entry.is_unsent, true))
        return;
    if (busy_ == 0 && !sending_.active()) // a timer's or a request's, which may have more for others
        sending_ = Source::soon([this] { const Busy busy(*this); }, context_);
    unsent_.push_back(&entry);
}

void Hub::send_all() {
    while (!unsent_.empty()) {
        std::swap(unsent_, in_sending_); // those that have more to send come after all others
        for (std::span rest(in_sending_); !rest.empty(); rest = rest.subspan(std::min(rest.size(), SocketBatch::most)))
            send_batch(rest.first(std::min(rest.size(), SocketBatch::most)));
        in_sending_.clear();
    }
}

void Hub::send_batch(std::span<Entry *const> entries) {
    std::array<SocketBatch::Call, SocketBatch::most> calls;
    std::array<Entry *, SocketBatch::most> writers;
    size_t count = 0;
    for (Entry *entry : entries) {
        entry->is_unsent = false;
        if (entry->is_secure()) {
            entry->flush();
        } else if (const auto output = entry->next_output(); !output.empty()) {
            calls[count] = {entry->fd(), const_cast<char *>(output.data()), output.size()};
            writers[count++] = entry;
        }
    }
    batch_.run(SocketBatch::Kind::send, std::span(calls).first(count));
    for (size_t i = 0; i < count; ++i) {
        writers[i]->on_written(calls[i].result);
        if (writers[i]->next_output().empty())
            writers[i]->settle();
        else if (!std::exchange(writers[i]->is_unsent, true))
            unsent_.push_back(writers[i]);
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
            return size() > 0 || is_memory_worth_returning();
        },
        context_);
}

void Hub::tick() {
    const Busy busy(*this);
    dispatch(0); // when the main context is late, what has arrived meanwhile counts
    const auto now = Clock::now();
    while (!closing_.empty() && closing_.front()->due <= now)
        closing_.front()->close_now();
    while (!open_.empty() && open_.front()->due <= now)
        check(*open_.front(), now);
    auto &holdings = commons_.holdings;
    for (size_t i = holdings.size(); i-- > 0;)
        if (i < holdings.size()) // one may end others
            check(holdings[i]);
    return_memory(now);
}

size_t Hub::used() const { return held() + size() * connection_bytes; }

bool Hub::is_memory_worth_returning() const { return most_used_ >= used() + worth_returning; }

void Hub::return_memory(Clock::time_point now) {
    most_used_ = std::max(most_used_, used());
    if (!is_memory_worth_returning() || now - returned_at_ < return_interval)
        return;
    malloc_trim(0);
    most_used_ = used();
    returned_at_ = now;
}

void Hub::check(Holding &holding) {
    HubSocket &socket = *holding.socket;
    const auto since = [this](uint32_t then) { return std::chrono::milliseconds(commons_.now - then); };
    if (socket.queued() > 0 && socket.moved())
        holding.moved_at = commons_.now;
    if (socket.queued() > 0 && since(holding.moved_at) > options_.stall_timeout)
        socket.drop("it does not read what it is sent", commons_.traffic.dropped_slow);
    else if (socket.in_message() && since(holding.message_since) > options_.message_timeout)
        socket.refuse("its message takes too long", commons_.traffic.dropped_incomplete);
}

void Hub::check(Entry &entry, Clock::time_point now) {
    const bool heard = entry.take_heard();
    if (!heard && entry.is_pinged) {
        log(Level::info, fmt::format("{} does not answer pings: dropped", entry.address()));
        ++commons_.traffic.dropped_silent;
        entry.close_now();
        return;
    }
    entry.due = now + options_.ping;
    open_.splice(open_.end(), open_, entry.place);
    entry.is_pinged = !heard;
    if (entry.is_pinged)
        entry.ping();
}

void Hub::settle() {
    while (!unsent_.empty() || !dead_.empty()) { // a listener may send, and sending may end others
        send_all();
        release_closed();
    }
}

void Hub::release_closed() {
    while (!dead_.empty()) {
        Entries one; // out of the list before its listener runs, which may come back here
        one.splice(one.end(), dead_, dead_.begin());
        if (const auto listener = std::exchange(one.front()->on_closed, nullptr))
            detail::guarded(listener);
        if (one.front()->is_unsent)
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
