// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include <callbooth/util/glib.hpp>

namespace callbooth {

/// Does something for each of many items, a limited number in a turn of the main context, so that other sources have
/// their turns in between. What is not done yet ends with this object. Main context only.
template <class Item> class InTurns {
public:
    using Act = std::function<void(const Item &item)>;
    static constexpr size_t at_once = 100;

    explicit InTurns(GMainContext *context = nullptr) : context_(context) {}

    /// Begins at once, unless others are still under way. What an item stands for may be gone when its turn comes.
    void run(std::vector<Item> items, Act act) {
        jobs_.push_back({std::move(items), std::move(act)});
        if (!busy_)
            step();
    }
    bool busy() const { return busy_; }

private:
    struct Job {
        std::vector<Item> items;
        Act act;
        size_t next = 0;
    };

    void step() {
        busy_ = true; // an act that runs more waits for its turn
        for (size_t done = 0; done < at_once && !jobs_.empty(); ++done) {
            Job &job = jobs_.front();
            if (job.next < job.items.size())
                detail::guarded([&] { job.act(job.items[job.next++]); });
            if (job.next == job.items.size())
                jobs_.pop_front();
        }
        busy_ = !jobs_.empty();
        if (busy_)
            next_ = Source::soon([this] { step(); }, context_);
    }

    GMainContext *const context_;
    std::deque<Job> jobs_;
    bool busy_ = false;
    Source next_;
};

} // namespace callbooth
