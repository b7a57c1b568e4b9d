// SPDX-License-Identifier: MIT
#include <callbooth/service.hpp>
#include <gtest/gtest.h>

namespace callbooth::test {
namespace {

struct First {
    static constexpr const char *service = "first";
};
struct Third {
    static constexpr const char *service = "third";
    static constexpr ServiceVersion version{3, 2};
};

TEST(Service, is_at_version_1_unless_it_says_otherwise) {
    const auto list = Services<First, Third>::list();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].version.current, 1);
    EXPECT_STREQ(list[1].name, "third");
    EXPECT_EQ(list[1].version.current, 3);
}

TEST(Service, is_compatible_with_plugins_built_from_its_oldest_version_on) {
    constexpr auto provided = version_of<Third>();
    EXPECT_FALSE(is_compatible(provided, {1, 1}));
    EXPECT_TRUE(is_compatible(provided, {2, 1}));
    EXPECT_TRUE(is_compatible(provided, {3, 2}));
    EXPECT_FALSE(is_compatible(provided, {4, 2}));
}

} // namespace
} // namespace callbooth::test
