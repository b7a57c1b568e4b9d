// SPDX-License-Identifier: MIT
#include "media/base/worker.hpp"

#include <callbooth/util/glib.hpp>

namespace callbooth::media {

Worker::Pool::Pool(int max_threads)
    : threads(g_thread_pool_new(
          [](gpointer data, gpointer) {
              const std::unique_ptr<std::function<void()>> job(static_cast<std::function<void()> *>(data));
              detail::guarded([&] { (*job)(); });
          },
          nullptr, max_threads, FALSE, nullptr)) {}

Worker::Pool::~Pool() { g_thread_pool_free(threads, FALSE, FALSE); }

Worker::Worker(int max_threads) : pool_(std::make_shared<Pool>(max_threads)) {}

void Worker::run(std::function<void()> job) const {
    ++pool_->jobs;
    auto counted = [pool = pool_, job = std::move(job)] {
        const auto done = [](Pool *counter) { --counter->jobs; };
        const std::unique_ptr<Pool, decltype(done)> ticket(pool.get(), done);
        job();
    };
    g_thread_pool_push(pool_->threads, new std::function<void()>(std::move(counted)), nullptr);
}

} // namespace callbooth::media
