// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include <glib.h>

namespace callbooth::media {

/// Threads for changes of state that may block: opening a camera, ending DTLS and ICE. Jobs capture what they need by
/// reference count and report through a Mailbox. Thread-safe.
class Worker {
public:
    Worker();
    /// Waits for nothing: a job that hangs must not hang the end of the program.
    ~Worker();
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    void run(std::function<void()> job);
    /// Nothing is queued or running.
    bool idle() const { return jobs_->load() == 0; }
    /// More is queued than is done soon.
    bool behind() const { return jobs_->load() > patience; }

private:
    static constexpr int patience = 12;

    std::shared_ptr<std::atomic<int>> jobs_ = std::make_shared<std::atomic<int>>(0);
    GThreadPool *pool_;
};

} // namespace callbooth::media
