// SPDX-License-Identifier: MIT
#include "net/websocket/socket_batch.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <sys/socket.h>

#include <liburing.h>

namespace callbooth::net {

namespace {

constexpr ssize_t unknown = std::numeric_limits<ssize_t>::min(); // what no call gives
constexpr size_t worth_a_ring = 2;                               // calls; one alone takes longer through it
constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;

void run_alone(SocketBatch::Kind kind, SocketBatch::Call &call) {
    const ssize_t size = kind == SocketBatch::Kind::receive ? ::recv(call.fd, call.data, call.size, flags)
                                                            : ::send(call.fd, call.data, call.size, flags);
    call.result = size < 0 ? -errno : size;
}

void prepare(io_uring_sqe *entry, SocketBatch::Kind kind, SocketBatch::Call &call) {
    if (kind == SocketBatch::Kind::receive)
        io_uring_prep_recv(entry, call.fd, call.data, call.size, flags);
    else
        io_uring_prep_send(entry, call.fd, call.data, call.size, flags);
    io_uring_sqe_set_data(entry, &call);
}

/// How many calls have ended.
unsigned take_results(io_uring *ring) {
    unsigned head = 0;
    unsigned count = 0;
    io_uring_cqe *entry = nullptr;
    io_uring_for_each_cqe(ring, head, entry) {
        static_cast<SocketBatch::Call *>(io_uring_cqe_get_data(entry))->result = entry->res;
        ++count;
    }
    io_uring_cq_advance(ring, count);
    return count;
}

} // namespace

void SocketBatch::Close::operator()(io_uring *ring) const {
    io_uring_queue_exit(ring);
    delete ring;
}

SocketBatch::SocketBatch(bool may_use_io_uring) {
    auto ring = std::make_unique<io_uring>();
    if (may_use_io_uring && io_uring_queue_init(most, ring.get(), 0) == 0)
        ring_.reset(ring.release());
}

void SocketBatch::run(Kind kind, std::span<Call> calls) {
    for (Call &call : calls)
        call.result = unknown;
    while (ring_ && calls.size() >= worth_a_ring) {
        const auto together = calls.first(std::min(calls.size(), most));
        if (!run_together(kind, together))
            break;
        calls = calls.subspan(together.size());
    }
    for (Call &call : calls)
        if (call.result == unknown)
            run_alone(kind, call);
}

bool SocketBatch::run_together(Kind kind, std::span<Call> calls) {
    for (Call &call : calls)
        prepare(io_uring_get_sqe(ring_.get()), kind, call);
    for (size_t missing = calls.size(); missing > 0; missing -= take_results(ring_.get())) {
        const int submitted = io_uring_submit_and_wait(ring_.get(), static_cast<unsigned>(missing));
        if (submitted < 0 && submitted != -EINTR) {
            take_results(ring_.get());
            ring_.reset(); // with what it has not begun
            return false;
        }
    }
    return true;
}

} // namespace callbooth::net
