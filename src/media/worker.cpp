// SPDX-License-Identifier: MIT
#include "media/worker.hpp"

#include <callbooth/glib.hpp>

namespace callbooth::media {

namespace {
constexpr int max_threads = 4;
}

Worker::Worker()
    : pool_(g_thread_pool_new(
          [](gpointer data, gpointer) {
              const std::unique_ptr<std::function<void()>> job(static_cast<std::function<void()> *>(data));
              detail::guarded([&] { (*job)(); });
          },
          nullptr, max_threads, FALSE, nullptr)) {}

Worker::~Worker() { g_thread_pool_free(pool_, FALSE, FALSE); }

void Worker::run(std::function<void()> job) {
    ++*jobs_;
    auto counted = [jobs = jobs_, job = std::move(job)] {
        const auto done = [](std::atomic<int> *count) { --*count; };
        const std::unique_ptr<std::atomic<int>, decltype(done)> ticket(jobs.get(), done);
        job();
    };
    g_thread_pool_push(pool_, new std::function<void()>(std::move(counted)), nullptr);
}

} // namespace callbooth::media
