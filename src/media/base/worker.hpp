// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include <glib.h>

namespace callbooth::media {

/// Threads for what may block: opening a camera, making and ending a peer connection. Jobs capture what they need by
/// reference count and report through a Mailbox. A copy is another handle of the same threads. Thread-safe.
class Worker {
public:
    /// For jobs that may hang for ever, as those of devices: none waits for another one. Whoever runs them limits them.
    static constexpr int unlimited = -1;
    static constexpr int usual = 4;

    explicit Worker(int max_threads = usual);

    void run(std::function<void()> job) const;
    /// Nothing is queued or running.
    bool idle() const { return pool_->jobs == 0; }
    /// More is queued than is done soon.
    bool behind() const { return pool_->jobs > patience; }

private:
    static constexpr int patience = 12;

    struct Pool {
        explicit Pool(int max_threads);
        /// Waits for nothing: a job that hangs must not hang the end of the program.
        ~Pool();
        Pool(const Pool &) = delete;
        Pool &operator=(const Pool &) = delete;

        std::atomic<int> jobs = 0;
        GThreadPool *threads;
    };
    std::shared_ptr<Pool> pool_;
};

} // namespace callbooth::media
