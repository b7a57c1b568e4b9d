// SPDX-License-Identifier: MIT
// Usage: broadcast [SOCKETS] [BYTES] [ROUNDS]
// One message of BYTES (1000) to SOCKETS (5000) WebSockets, in a loop over `send(text)` and as a shared frame in
// `together`, alternating, ROUNDS (20) times, with io_uring and without. Prints medians: the time until the clients
// have read all of it, the processor's time of the server's thread, and the bytes that this copied in user space.
// Server and clients share the process, one thread each.

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>
#include <sys/epoll.h>
#include <thread>
#include <vector>

#include "net/http/server.hpp"

namespace {
thread_local bool counts_copies = false;
thread_local size_t copied_bytes = 0;
} // namespace

#ifndef CALLBOOTH_SANITIZED
/// Takes the place of the C library's for everything in this process.
extern "C" void *memcpy(void *to, const void *from, size_t size) {
    if (counts_copies)
        copied_bytes += size;
    return std::memmove(to, from, size);
}
#endif

namespace {

using namespace callbooth;
using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char *what) { throw std::runtime_error(what); }

/// Of this thread.
double cpu_milliseconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e6;
}

/// WebSockets that count the bytes that come. Lives in a thread of its own.
class Clients {
public:
    Clients(uint16_t port, size_t count) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
        thread_ = std::thread([this, port, count] {
            for (size_t i = 0; i < count; ++i)
                add(connect_to(port));
            ready_ = true;
            while (!stops_)
                receive();
        });
    }
    ~Clients() {
        stops_ = true;
        thread_.join();
        for (const int fd : sockets_)
            close(fd);
        close(epoll_);
    }
    bool ready() const { return ready_; }
    size_t received() const { return received_; }

private:
    static int connect_to(uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            fail("cannot connect");
        constexpr std::string_view request =
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        send(fd, request.data(), request.size(), MSG_NOSIGNAL);
        std::array<char, 4096> buffer{};
        const ssize_t size = recv(fd, buffer.data(), buffer.size(), 0);
        if (size <= 0 || !std::string_view(buffer.data(), static_cast<size_t>(size)).starts_with("HTTP/1.1 101 "))
            fail("refused");
        return fd;
    }
    void add(int fd) {
        epoll_event event{EPOLLIN, {.fd = fd}};
        epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
        sockets_.push_back(fd);
    }
    void receive() {
        std::array<epoll_event, 64> events{};
        std::array<char, 65536> buffer;
        const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10);
        for (int i = 0; i < count; ++i)
            received_ += static_cast<size_t>(
                std::max<ssize_t>(recv(events[static_cast<size_t>(i)].data.fd, buffer.data(), buffer.size(), 0), 0));
    }

    const int epoll_;
    std::vector<int> sockets_;
    std::atomic<bool> ready_ = false;
    std::atomic<bool> stops_ = false;
    std::atomic<size_t> received_ = 0;
    std::thread thread_;
};

struct Figures {
    std::vector<double> milliseconds;
    std::vector<double> cpu;
    std::vector<double> copied;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

class Bench {
public:
    Bench(size_t count, size_t bytes, bool may_use_io_uring)
        : payload_(bytes, 'p'), server_({.port = 0,
                                         .connections = static_cast<int64_t>(count) + 10,
                                         .connections_per_address = static_cast<int64_t>(count) + 10,
                                         .connects_per_second = 1e6},
                                        [](Level, std::string_view) {}, {.may_use_io_uring = may_use_io_uring}),
          route_(server_.websocket("/ws", [this](const HttpRequest &, WebSocket &ws) { sockets_.push_back(&ws); })) {
        server_.start();
        const auto url = server_.url();
        clients_.emplace(static_cast<uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))), count);
        while (!clients_->ready())
            g_main_context_iteration(nullptr, FALSE);
        if (sockets_.size() != count)
            fail("some were refused");
    }

    void run(int rounds) {
        for (int round = 0; round < rounds; ++round) {
            measure(loop_, [this] {
                for (auto *socket : sockets_)
                    socket->send(payload_);
            });
            measure(together_, [this] {
                const auto frame = Frame::text(payload_);
                server_.together([&] {
                    for (auto *socket : sockets_)
                        socket->send(frame);
                });
            });
        }
    }
    const Figures &loop() const { return loop_; }
    const Figures &together() const { return together_; }

private:
    template <class F> void measure(Figures &figures, F &&broadcast) {
        const size_t expected = clients_->received() + sockets_.size() * Frame::text(payload_).bytes().size();
        const auto began = Clock::now();
        const double cpu = cpu_milliseconds();
        copied_bytes = 0;
        counts_copies = true;
        broadcast();
        g_main_context_iteration(nullptr, FALSE); // in which the last of a loop go out
        counts_copies = false;
        figures.cpu.push_back(cpu_milliseconds() - cpu);
        while (clients_->received() < expected)
            g_main_context_iteration(nullptr, FALSE);
        figures.milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
        figures.copied.push_back(static_cast<double>(copied_bytes));
    }

    const std::string payload_;
    std::vector<WebSocket *> sockets_;
    net::Server server_;
    Subscription route_;
    std::optional<Clients> clients_;
    Figures loop_;
    Figures together_;
};

void print(const char *name, const Figures &figures) {
    std::printf("| %s | %.1f | %.1f | %.0f |\n", name, median(figures.milliseconds), median(figures.cpu),
                median(figures.copied));
}

} // namespace

int main(int argc, char **argv) {
    try {
        const auto argument = [&](int index, int otherwise) {
            return argc > index ? std::atoi(argv[index]) : otherwise;
        };
        std::puts("| | ms until all have it | ms of the server's CPU | bytes copied |\n|---|---|---|---|");
        for (const bool ring : {true, false}) {
            Bench bench(static_cast<size_t>(argument(1, 5000)), static_cast<size_t>(argument(2, 1000)), ring);
            bench.run(argument(3, 20));
            print(ring ? "send(text) in a loop" : "send(text) in a loop, without io_uring", bench.loop());
            print(ring ? "send(frame) in together" : "send(frame) in together, without io_uring", bench.together());
        }
        return 0;
    } catch (const std::exception &e) {
        std::fprintf(stderr, "broadcast: %s\n", e.what());
        return 1;
    }
}
