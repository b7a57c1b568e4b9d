// SPDX-License-Identifier: MIT
#include "media/base/strand.hpp"

#include <deque>
#include <mutex>
#include <utility>

#include <callbooth/util/glib.hpp>

namespace callbooth::media {

struct Strand::State : std::enable_shared_from_this<State> {
    explicit State(const Worker &threads) : worker(threads) {}

    void add(std::function<void()> job);
    void start();
    std::function<void()> next();
    void done();

    Worker worker;
    std::mutex mutex;
    std::deque<std::function<void()>> jobs; ///< the first one is at work, or about to be
};

Strand::Strand(const Worker &worker) : state_(std::make_shared<State>(worker)) {}

void Strand::run(std::function<void()> job) { state_->add(std::move(job)); }

void Strand::State::add(std::function<void()> job) {
    const std::lock_guard lock(mutex);
    jobs.push_back(std::move(job));
    if (jobs.size() == 1)
        start();
}

/// One job a turn of the worker, so that other strands have theirs.
void Strand::State::start() {
    worker.run([self = shared_from_this()] {
        detail::guarded(self->next());
        self->done();
    });
}

std::function<void()> Strand::State::next() {
    const std::lock_guard lock(mutex);
    return std::move(jobs.front());
}

void Strand::State::done() {
    const std::lock_guard lock(mutex);
    jobs.pop_front();
    if (!jobs.empty())
        start();
}

} // namespace callbooth::media
