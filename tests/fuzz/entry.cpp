// SPDX-License-Identifier: MIT
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    callbooth::fuzz::run({reinterpret_cast<const char *>(data), size});
    return 0;
}
