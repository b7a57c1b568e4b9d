// SPDX-License-Identifier: MIT
// Usage: relay_load HOST PORT PATH PAIRS
// Pairs of PeerJS clients that do as little as a client can, so that the server is what is short of time. Says `ready`
// once all are connected. Then, for each line `SECONDS` that it reads, every pair keeps one offer of 3 kB on its way,
// from the first client to the second, for so long; it answers with how many have arrived. Ends with its input.

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <netinet/tcp.h>
#include <span>
#include <stdexcept>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "net/websocket/socket_batch.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using callbooth::net::SocketBatch;

[[noreturn]] void fail(const char *what) { throw std::runtime_error(what); }

/// A text frame of a client (RFC 6455), masked with zeros: the server has the same work with any mask.
std::string frame(const std::string &text) {
    std::string bytes{'\x81', '\xfe', static_cast<char>(text.size() >> 8), static_cast<char>(text.size() & 0xff)};
    return bytes + std::string(4, '\0') + text;
}

/// Counts the messages in what a server sends, whose frames are not masked and not over 64 kB.
class Counter {
public:
    size_t count(const char *bytes, size_t size) {
        size_t messages = 0;
        while (size > 0) {
            if (missing_ == 0) {
                head_[filled_++] = static_cast<uint8_t>(*bytes++);
                --size;
                const bool is_long = filled_ > 1 && head_[1] == 126;
                if (filled_ < (is_long ? 4U : 2U))
                    continue;
                missing_ = is_long ? static_cast<size_t>(head_[2]) << 8 | head_[3] : head_[1];
                filled_ = 0;
                continue;
            }
            const size_t taken = std::min(size, missing_);
            bytes += taken;
            size -= taken;
            missing_ -= taken;
            messages += missing_ == 0 ? 1 : 0;
        }
        return messages;
    }

private:
    std::array<uint8_t, 4> head_{};
    size_t filled_ = 0;
    size_t missing_ = 0; ///< bytes of the frame that has begun
};

struct Server {
    std::string host;
    std::string port;
    std::string path;
};

/// A WebSocket whose handshake is done and whose OPEN has come.
int connect_as(const Server &server, const std::string &id) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(std::stoi(server.port)));
    if (inet_pton(AF_INET, server.host.c_str(), &address.sin_addr) != 1)
        fail("HOST is no IPv4 address");
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        fail("cannot connect");
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const std::string request = "GET " + server.path + "/peerjs?key=peerjs&token=t&id=" + id +
                                " HTTP/1.1\r\nHost: " + server.host + ":" + server.port +
                                "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    send(fd, request.data(), request.size(), MSG_NOSIGNAL);
    std::string answer;
    std::array<char, 4096> buffer{};
    while (answer.find(R"({"type":"OPEN"})") == std::string::npos) {
        const ssize_t size = recv(fd, buffer.data(), buffer.size(), 0);
        if (size <= 0)
            fail("refused");
        answer.append(buffer.data(), static_cast<size_t>(size));
    }
    return fd;
}

struct Pair {
    int sender;
    int receiver;
    std::string offer;
    Counter counter;
};

class Load {
public:
    Load(const Server &server, size_t pairs) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
        std::string sdp;
        for (int i = 0; i < 60; ++i)
            sdp += R"(a=rtpmap:96 a line as long as most of an SDP are\r\n)";
        for (size_t i = 0; i < pairs; ++i) {
            const auto name = "load-" + std::to_string(getpid()) + "-" + std::to_string(i);
            pairs_.push_back(
                {connect_as(server, name + "-a"),
                 connect_as(server, name + "-b"),
                 frame(R"({"type":"OFFER","dst":")" + name +
                       R"(-b","payload":{"type":"media","connectionId":"mc_bench","sdp":{"type":"offer","sdp":")" +
                       sdp + R"("}}})"),
                 {}});
        }
        for (size_t i = 0; i < pairs; ++i) {
            epoll_event event{EPOLLIN, {}};
            event.data.u64 = i;
            epoll_ctl(epoll_, EPOLL_CTL_ADD, pairs_[i].receiver, &event);
        }
    }

    /// How many offers arrived within `duration`. Those on their way then are waited for.
    size_t run(Clock::duration duration) {
        const auto end = Clock::now() + duration;
        size_t relayed = 0;
        size_t under_way = pairs_.size();
        for (Pair &pair : pairs_)
            offers_.push_back(offer_of(pair));
        send();
        while (under_way > 0) {
            const size_t arrived = receive();
            if (Clock::now() < end) {
                relayed += arrived;
                send();
            } else {
                under_way -= arrived;
                offers_.clear();
            }
        }
        return relayed;
    }

private:
    static SocketBatch::Call offer_of(Pair &pair) { return {pair.sender, pair.offer.data(), pair.offer.size()}; }

    void send() {
        batch_.run(SocketBatch::Kind::send, offers_);
        for (const auto &offer : offers_)
            if (offer.result != static_cast<ssize_t>(offer.size))
                fail("the server does not read");
        offers_.clear();
    }

    /// Waits for offers; prepares one more for each that came, and returns how many those are.
    size_t receive() {
        std::array<epoll_event, SocketBatch::most> events{};
        const int ready = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10000);
        if (ready <= 0)
            fail("an offer did not arrive");
        std::array<SocketBatch::Call, SocketBatch::most> calls{};
        const auto reads = std::span(calls).first(static_cast<size_t>(ready));
        for (size_t i = 0; i < reads.size(); ++i)
            reads[i] = {pairs_[events[i].data.u64].receiver, buffers_[i].data(), buffers_[i].size()};
        batch_.run(SocketBatch::Kind::receive, reads);
        size_t arrived = 0;
        for (size_t i = 0; i < reads.size(); ++i) {
            Pair &pair = pairs_[events[i].data.u64];
            if (reads[i].result <= 0)
                fail("the server hung up");
            const size_t messages = pair.counter.count(reads[i].data, static_cast<size_t>(reads[i].result));
            offers_.insert(offers_.end(), messages, offer_of(pair));
            arrived += messages;
        }
        return arrived;
    }

    const int epoll_;
    SocketBatch batch_;
    std::vector<Pair> pairs_;
    std::vector<SocketBatch::Call> offers_;
    std::array<std::array<char, 16384>, SocketBatch::most> buffers_{};
};

} // namespace

int main(int argc, char **argv) {
    if (argc != 5) {
        std::fputs("Usage: relay_load HOST PORT PATH PAIRS\n", stderr);
        return 2;
    }
    try {
        Load load({argv[1], argv[2], argv[3]}, std::stoul(argv[4]));
        std::puts("ready");
        std::fflush(stdout);
        double seconds = 0;
        while (std::scanf("%lf", &seconds) == 1) {
            std::printf("%zu\n",
                        load.run(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))));
            std::fflush(stdout);
        }
        return 0;
    } catch (const std::exception &e) {
        std::fprintf(stderr, "relay_load: %s\n", e.what());
        return 1;
    }
}
