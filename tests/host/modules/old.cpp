// SPDX-License-Identifier: MIT
// A module as another version's headers would make it. It must be refused before any of its code runs.
#include <cstdlib>

__attribute__((used, section(".callbooth.stamp"))) static const char callbooth_stamp[] = "callbooth abi=99 libstdc++=1";

extern "C" {
__attribute__((visibility("default"))) const void *callbooth_plugin() { std::abort(); }
}

namespace {
struct Early {
    Early() { std::abort(); }
} early;
} // namespace
