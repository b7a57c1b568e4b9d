// SPDX-License-Identifier: MIT
#include "host/watchdog.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <execinfo.h>
#include <mutex>
#include <pthread.h>
#include <thread>

#include <glib.h>

namespace callbooth::host {

namespace {

constexpr int alarm_signal = SIGURG; // ignored by default, and nobody else's here
constexpr int max_frames = 48;
constexpr int own_frames = 2; // the handler and the kernel's trampoline

// What the signal handler writes.
std::array<void *, max_frames> stack;
std::atomic<int> stack_size = 0;

void take_stack(int) { stack_size = backtrace(stack.data(), max_frames); }

std::string stack_text(int size) {
    const std::unique_ptr<char *, decltype(&std::free)> names(backtrace_symbols(stack.data(), size), &std::free);
    std::string text;
    for (int i = own_frames; names && i < size; ++i)
        text.append(text.empty() ? "" : "\n").append(names.get()[i]);
    return text;
}

/// Of the calling thread, in microseconds.
gint64 processor_time() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return gint64{time.tv_sec} * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

std::chrono::milliseconds milliseconds(gint64 microseconds) { return std::chrono::milliseconds(microseconds / 1000); }

} // namespace

struct Watchdog::State {
    State(std::chrono::milliseconds time, std::function<void(const Stall &)> listener)
        : limit_us(std::chrono::microseconds(time).count()), report(std::move(listener)) {}

    static gint poll(GPollFD *fds, guint count, gint timeout);
    void turn_ends();
    void look_on();
    bool late(gint64 now) const { return busy_since != 0 && now - busy_since > limit_us; }

    static State *current;

    const gint64 limit_us;
    const std::function<void(const Stall &)> report;
    const pthread_t main = pthread_self();
    std::atomic<gint64> busy_since = 0; ///< when the turn began; 0 while it waits
    gint64 worked_before = 0;           ///< on the processor, until the turn began
    std::mutex mutex;
    std::condition_variable ending;
    bool ended = false;
    std::thread observer;
};

Watchdog::State *Watchdog::State::current = nullptr;

gint Watchdog::State::poll(GPollFD *fds, guint count, gint timeout) {
    current->turn_ends();
    const gint ready = g_poll(fds, count, timeout);
    current->worked_before = processor_time();
    current->busy_since = g_get_monotonic_time();
    return ready;
}

void Watchdog::State::turn_ends() {
    const gint64 began = busy_since.exchange(0);
    const gint64 took = g_get_monotonic_time() - began;
    if (began == 0 || took <= limit_us)
        return;
    report({milliseconds(took), milliseconds(processor_time() - worked_before), stack_text(stack_size.exchange(0))});
}

/// On the observer's thread.
void Watchdog::State::look_on() {
    gint64 interrupted = 0; // the turn that was
    std::unique_lock lock(mutex);
    while (!ending.wait_for(lock, std::chrono::microseconds(limit_us / 4), [this] { return ended; })) {
        const gint64 turn = busy_since;
        if (turn == interrupted || !late(g_get_monotonic_time()))
            continue;
        interrupted = turn;
        pthread_kill(main, alarm_signal);
    }
}

Watchdog::Watchdog(std::chrono::milliseconds limit, std::function<void(const Stall &)> report)
    : state_(std::make_unique<State>(limit, std::move(report))) {
    stack_size = backtrace(stack.data(), 1); // loads what it needs now, not within the signal handler
    struct sigaction action {};
    action.sa_handler = &take_stack;
    action.sa_flags = SA_RESTART;
    sigaction(alarm_signal, &action, nullptr);
    stack_size = 0;
    State::current = state_.get();
    g_main_context_set_poll_func(nullptr, &State::poll);
    state_->observer = std::thread([state = state_.get()] { state->look_on(); });
}

Watchdog::~Watchdog() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ended = true;
    }
    state_->ending.notify_all();
    state_->observer.join();
    g_main_context_set_poll_func(nullptr, nullptr);
    std::signal(alarm_signal, SIG_DFL);
}

} // namespace callbooth::host
