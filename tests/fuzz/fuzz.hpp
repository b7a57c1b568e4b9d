// SPDX-License-Identifier: MIT
/// What a fuzz target implements, and what it may use. Each runs under libFuzzer (entry.cpp) and, in every build, over
/// its seeds and some mutations of them (replay.cpp).
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace callbooth::fuzz {

/// Tries one input; any bytes. Keeps nothing for the next one.
void run(std::string_view input);

/// Ends the process when what the code under test promises is not so.
inline void require(bool kept, const char *promise) {
    if (kept)
        return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

/// Takes an input apart, from the front. Behind its end there are zeros and empty texts.
class Input {
public:
    explicit Input(std::string_view bytes) : bytes_(bytes) {}

    bool empty() const { return bytes_.empty(); }
    std::string_view take(size_t size) {
        const auto taken = bytes_.substr(0, size);
        bytes_.remove_prefix(taken.size());
        return taken;
    }
    uint8_t byte() {
        const auto taken = take(1);
        return taken.empty() ? uint8_t{0} : static_cast<uint8_t>(taken[0]);
    }
    /// Without its line feed.
    std::string_view line() { return until('\n'); }
    /// Up to the next `end`, which is taken too.
    std::string_view until(char end) {
        const auto taken = take(std::min(bytes_.find(end), bytes_.size()));
        take(1);
        return taken;
    }
    std::string_view rest() { return take(bytes_.size()); }

private:
    std::string_view bytes_;
};

} // namespace callbooth::fuzz
