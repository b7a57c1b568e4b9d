// SPDX-License-Identifier: MIT
#include "config/check/check.hpp"
#include "golden.hpp"

namespace callbooth::config {
namespace {

const std::filesystem::path data = CALLBOOTH_CONFIG_DATA;

std::string diagnose(const std::filesystem::path &folder, const std::string &name) {
    std::filesystem::current_path(folder); // files that it names are looked for beside it
    Diagnostics diagnostics;
    const auto file = parse(golden::source(folder, name), golden::overrides(folder, name), diagnostics);
    check(file, diagnostics);
    return diagnostics.format();
}

class BadFile : public testing::TestWithParam<std::string> {};

TEST_P(BadFile, is_told_what_is_wrong_where_and_what_to_do) {
    const auto text = diagnose(data / "bad", GetParam());
    EXPECT_FALSE(text.empty());
    golden::expect(data / "bad", GetParam(), text);
}

INSTANTIATE_TEST_SUITE_P(Golden, BadFile, testing::ValuesIn(golden::names(data / "bad")), golden::test_name);

class GoodFile : public testing::TestWithParam<std::string> {};

TEST_P(GoodFile, is_fine) { EXPECT_EQ(diagnose(data / "good", GetParam()), ""); }

INSTANTIATE_TEST_SUITE_P(Golden, GoodFile, testing::ValuesIn(golden::names(data / "good")), golden::test_name);

} // namespace
} // namespace callbooth::config
