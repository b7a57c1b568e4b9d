// SPDX-License-Identifier: MIT
#include "timer_wheel.hpp"

#include <algorithm>

namespace callbooth::socketio {

namespace {
using std::chrono::milliseconds;

milliseconds steady_now() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}
} // namespace

void Timer::insert(Timer *&head) {
    next_ = head;
    link_ = &head;
    if (next_ != nullptr)
        next_->link_ = &next_;
    head = this;
}

void Timer::cancel() {
    if (link_ == nullptr)
        return;
    *link_ = next_;
    if (next_ != nullptr)
        next_->link_ = link_;
    next_ = nullptr;
    link_ = nullptr;
}

TimerWheel::TimerWheel(std::function<Milliseconds()> clock) : clock_(std::move(clock)), done_(current()) {}

TimerWheel::~TimerWheel() {
    for (Timer *&slot : slots_)
        while (slot != nullptr)
            slot->cancel();
}

void TimerWheel::start(Timer &timer, Milliseconds delay) {
    timer.cancel();
    const auto due = (clock_() + std::max(delay, Milliseconds(0))) / tick + 1; // never too soon
    timer.due_ = std::max(static_cast<uint64_t>(due), done_ + 1);
    timer.insert(slot_of(timer.due_));
    look_sooner(timer.due_);
}

void TimerWheel::later(std::function<void()> function) {
    later_.push_back(std::move(function));
    look_sooner(done_);
}

void TimerWheel::look_sooner(uint64_t due) {
    if (due >= wake_)
        return;
    wake_ = due;
    if (on_sooner)
        on_sooner();
}

void TimerWheel::advance() {
    run_later();
    const uint64_t until = current();
    const uint64_t last = std::min(until, done_ + slots); // each slot once
    for (uint64_t at = done_ + 1; at <= last; ++at)
        turn(at, until);
    done_ = std::max(done_, until);
    wake_ = UINT64_MAX;
    if (const auto due = next())
        look_sooner(static_cast<uint64_t>(*due / tick));
}

void TimerWheel::run_later() {
    for (const auto &function : std::exchange(later_, {}))
        function();
}

void TimerWheel::turn(uint64_t at, uint64_t until) {
    Timer *due = std::exchange(slot_of(at), nullptr);
    if (due != nullptr)
        due->link_ = &due;
    while (due != nullptr) {
        Timer &timer = *due;
        timer.cancel();
        if (timer.due_ > until) {
            timer.insert(slot_of(timer.due_));
            continue;
        }
        const auto on_due = timer.on_due_; // it may destroy the timer
        on_due();
    }
}

std::optional<TimerWheel::Milliseconds> TimerWheel::next() const {
    if (!later_.empty())
        return tick * done_;
    for (uint64_t at = done_ + 1; at <= done_ + slots; ++at)
        if (slots_[at % slots] != nullptr)
            return tick * at;
    return {};
}

Clockwork::Clockwork(GMainContext *context) : wheel(steady_now), context_(context) {
    wheel.on_sooner = [this] { set_alarm(); };
}

void Clockwork::set_alarm() {
    if (const auto next = wheel.next())
        alarm_ = Source::after(
            std::max(*next - wheel.now(), milliseconds(0)), [this] { wheel.advance(); }, context_);
}

} // namespace callbooth::socketio
