// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <sys/types.h>

struct io_uring;

namespace callbooth::net {

/// recv(2) or send(2) on many sockets, none of which waits: one system call for all of them where the kernel has
/// io_uring and lets us use it, one for each where not. What a system call takes by itself is a third of what a short
/// message takes, and more in a virtual machine. One thread.
class SocketBatch {
public:
    static constexpr size_t most = 64; ///< calls in one of the kernel; more take more than one

    enum class Kind { receive, send };
    struct Call {
        int fd;
        char *data; ///< `send` only reads it
        size_t size;
        ssize_t result; ///< bytes, or a negative errno
    };

    explicit SocketBatch(bool may_use_io_uring = true);
    bool uses_io_uring() const { return ring_ != nullptr; }
    /// Fills in the results. The calls happen in any order.
    void run(Kind kind, std::span<Call> calls);

private:
    struct Close {
        void operator()(io_uring *ring) const;
    };

    /// Of at most `most` calls. False when the kernel does not let us any more: some have no results then.
    bool run_together(Kind kind, std::span<Call> calls);

    std::unique_ptr<io_uring, Close> ring_;
};

} // namespace callbooth::net
