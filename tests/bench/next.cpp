// SPDX-License-Identifier: MIT
/// Two booths in one process that call each other again and again: `next [CALLS [MS]]`. Prints turns of the main
/// context that take longer than MS (50), and how long it takes from "next" to the first decoded picture on both sides
/// and until the other side notices the end, and what a call leaves behind. Fails when memory, file descriptors,
/// threads or the starts of the camera grow with the calls.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <malloc.h>
#include <numeric>

#include "cli/process_memory.hpp"
#include "host/watchdog.hpp"
#include "media/test_booth.hpp"
#include <fmt/format.h>

namespace callbooth::test {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;

/// Threads that GLib keeps for a while, and their files. What leaks leaks in each of 27 calls or more.
constexpr long slack = 8;
#ifdef CALLBOOTH_SANITIZED
constexpr bool sanitized = true; // what is freed stays for a while
#else
constexpr bool sanitized = false;
#endif
/// Caches of libraries go on growing for a while after the warm-up.
constexpr long rss_slack_kb = 8192;
constexpr long rss_kb_a_call = 3;

Fragments small_picture() {
    Fragments fragments;
    fragments.video = "videotestsrc is-live=true pattern=ball ! video/x-raw,width=160,height=120,framerate=30/1";
    fragments.audio = "audiotestsrc is-live=true wave=sine freq=440";
    return fragments;
}

double milliseconds_since(gint64 then) { return static_cast<double>(g_get_monotonic_time() - then) / 1000; }

struct Footprint {
    long rss_kb = 0;
    long threads = 0;
    long files = 0;

    static Footprint now() {
        Footprint footprint;
        std::ifstream status("/proc/self/status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("VmRSS:"))
                footprint.rss_kb = std::atol(line.c_str() + 6);
            if (line.starts_with("Threads:"))
                footprint.threads = std::atol(line.c_str() + 8);
        }
        const std::filesystem::directory_iterator files("/proc/self/fd");
        footprint.files = std::distance(begin(files), end(files));
        return footprint;
    }
};

struct Times {
    std::vector<double> caller, callee, noticed;
};

std::string summary(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) { return values[static_cast<size_t>(share * double(values.size() - 1))]; };
    return fmt::format("median {:.0f} ms, p90 {:.0f} ms, worst {:.0f} ms", at(0.5), at(0.9), at(1));
}

class Bench {
public:
    Bench(int calls, std::chrono::milliseconds longest_turn) : calls_(calls), longest_turn_(longest_turn) {}

    /// True when nothing grew.
    bool run() {
        if (!run_until([&] { return b_.number("capture.video.frames") > 5 && a_.number("capture.video.frames") > 5; },
                       patience))
            throw Error("the test picture does not start");
        std::cout << "calls   RSS kB   threads   fds\n";
        for (done_ = 0; done_ < calls_; ++done_) {
            if (done_ == 0 || done_ == warm_up() || done_ == calls_ / 2)
                show(Footprint::now());
            if (done_ == warm_up())
                idle_ = rest();
            call(done_ % 2 == 0 ? a_ : b_, done_ % 2 == 0 ? b_ : a_);
        }
        show(Footprint::now());
        std::cout << fmt::format("next to first picture, caller: {}\nnext to first picture, callee: {}\n",
                                 summary(times_.caller), summary(times_.callee))
                  << fmt::format("hang-up to its notice: {}\n", summary(times_.noticed))
                  << fmt::format(
                         "turns of the main context over {} ms: {}, the longest {} ms; most work in one: {} ms\n",
                         longest_turn_.count(), stalls_, worst_.duration.count(), worst_.worked.count());
        return settled();
    }

private:
    int warm_up() const { return calls_ / 10; }

    void show(const Footprint &footprint, const char *what = "") const {
        std::cout << fmt::format("{:5} {:8} {:9} {:5} {}", done_, footprint.rss_kb, footprint.threads, footprint.files,
                                 what)
                  << std::endl;
    }

    /// What is used without a call, when the last one has given everything back.
    Footprint rest() {
        if (Call *current = a_.booth.current())
            current->hang_up(EndReason::local_hangup);
        Footprint last;
        int same = 0;
        const Source clock = Source::every(100ms, [&] {
            const auto now = Footprint::now();
            same = now.files == last.files && now.threads == last.threads ? same + 1 : 0;
            last = now;
            return true;
        });
        until([&] { return same == 10; }, "everything is given back");
        malloc_trim(0); // what is free, but not at the end of the heap
        last.rss_kb = Footprint::now().rss_kb;
        show(last, "at rest");
        return last;
    }

    /// "next" here: the old call ends and the next begins at once.
    void call(TestBooth &caller, TestBooth &callee) {
        const gint64 began = g_get_monotonic_time();
        if (Call *current = caller.booth.current()) {
            current->hang_up(EndReason::local_next);
            until([&] { return !callee.booth.current(); }, "the end of the call is noticed");
            times_.noticed.push_back(milliseconds_since(began));
        }
        caller.booth.call(callee.signaling.own_id());
        double first_caller = 0;
        double first_callee = 0;
        until(
            [&] {
                note(first_caller, caller, began);
                note(first_callee, callee, began);
                return first_caller > 0 && first_callee > 0;
            },
            "both see each other");
        times_.caller.push_back(first_caller);
        times_.callee.push_back(first_callee);
    }

    static void note(double &first, TestBooth &booth, gint64 began) {
        if (first == 0 && booth.sees_partner())
            first = milliseconds_since(began);
    }

    void until(const std::function<bool()> &condition, const char *what) {
        if (!run_until(condition, patience))
            throw Error(fmt::format("call {}: not within {} s: {}\n{}{}", done_, patience.count(), what, state_of(a_),
                                    state_of(b_)));
    }

    static std::string state_of(const TestBooth &booth) {
        std::string text = booth.signaling.own_id() + ":";
        for (const char *key : {"call.state", "call.last-end", "call.video.received.frames",
                                "call.audio.received.frames", "capture.video.frames"})
            text += fmt::format(" {}={}", key, booth.status.get(key));
        return text + "\n";
    }

    bool settled() {
        const auto end = rest();
        const bool same = end.files <= idle_.files + slack && end.threads <= idle_.threads + slack;
        if (!same)
            std::cout << "file descriptors or threads grew\n";
        const bool flat = sanitized || end.rss_kb <= idle_.rss_kb + rss_slack_kb + rss_kb_a_call * calls_;
        if (!flat)
            std::cout << "memory grew\n";
        const bool steady = a_.number("capture.starts") == 1 && b_.number("capture.starts") == 1;
        if (!steady)
            std::cout << "the capture was started again\n";
        return same && flat && steady;
    }

    void note(const host::Stall &stall) {
        ++stalls_;
        std::cerr << fmt::format("call {}: {} ms, {} at work, in\n{}\n", done_, stall.duration.count(),
                                 stall.worked.count(), stall.where);
        worst_.duration = std::max(worst_.duration, stall.duration);
        worst_.worked = std::max(worst_.worked, stall.worked);
    }

    const int calls_;
    const std::chrono::milliseconds longest_turn_;
    int done_ = 0;
    LinkedSignaling::Net net_;
    TestBooth a_{net_, "a", pipeline_file(small_picture())};
    TestBooth b_{net_, "b", pipeline_file(small_picture())};
    Footprint idle_; ///< after the warm-up
    Times times_;
    int stalls_ = 0;
    host::Stall worst_{};
    const Source clock_ = Source::every(2ms, [] { return true; });
    const host::Watchdog watchdog_{longest_turn_, [this](const host::Stall &stall) { note(stall); }};
};

} // namespace
} // namespace callbooth::test

int main(int argc, char **argv) {
    callbooth::limit_heap_growth(); // as the program does
    gst_init(&argc, &argv);
    const int calls = argc > 1 ? std::atoi(argv[1]) : 100;
    const int longest_turn = argc > 2 ? std::atoi(argv[2]) : 50;
    if (calls < 10 || longest_turn < 1) {
        std::cerr << "usage: next [CALLS [MS]]: at least 10 calls, at least 1 ms\n";
        return 64;
    }
    bool fine = false;
    try {
        fine = callbooth::test::Bench(calls, std::chrono::milliseconds(longest_turn)).run();
    } catch (const callbooth::Error &error) {
        std::cerr << error.what() << "\n";
    }
    if (g_getenv("GST_TRACERS"))
        gst_deinit(); // so that they tell what is left
    return fine ? 0 : 1;
}
