// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <dlfcn.h>
#include <malloc.h>
#include <thread>

#include "cli/process_memory.hpp"
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gtest/gtest.h>

namespace callbooth::test {

namespace {
using Draw = int (*)(gnutls_rnd_level_t, void *, size_t);

/// As a library that is loaded later finds it.
Draw found_by_libraries() { return reinterpret_cast<Draw>(dlsym(RTLD_DEFAULT, "gnutls_rnd")); }
} // namespace

TEST(RandomNumbers, are_ours_for_libraries_too) {
    limit_heap_growth();
    EXPECT_EQ(found_by_libraries(), &gnutls_rnd);
    Dl_info where{};
    Dl_info here{};
    ASSERT_NE(dladdr(reinterpret_cast<void *>(found_by_libraries()), &where), 0);
    ASSERT_NE(dladdr(reinterpret_cast<void *>(&limit_heap_growth), &here), 0);
    EXPECT_EQ(where.dli_fbase, here.dli_fbase);
}

TEST(RandomNumbers, differ) {
    std::array<std::array<unsigned char, 1000>, 2> drawn{};
    for (auto &bytes : drawn)
        ASSERT_EQ(found_by_libraries()(GNUTLS_RND_NONCE, bytes.data(), bytes.size()), GNUTLS_E_SUCCESS);
    EXPECT_NE(drawn[0], drawn[1]);
    EXPECT_TRUE(std::any_of(drawn[0].end() - 16, drawn[0].end(), [](unsigned char byte) { return byte != 0; }));
}

TEST(RandomNumbers, leave_nothing_of_a_thread) {
    limit_heap_growth(); // all threads share one heap
    constexpr size_t threads = 2000;
    const auto draw = [] {
        unsigned char byte = 0;
        found_by_libraries()(GNUTLS_RND_NONCE, &byte, 1);
    };
    std::thread(draw).join(); // what the first one of all needs
    const size_t before = mallinfo2().uordblks;
    for (size_t i = 0; i < threads; ++i)
        std::thread(draw).join();
    EXPECT_LT(mallinfo2().uordblks, before + threads * 32);
}

} // namespace callbooth::test
