// SPDX-License-Identifier: MIT
/// Golden tests of bad pipeline files: NAME.toml, its expected diagnostics in NAME.expected, and where the file needs
/// them NAME.overrides with one `section.key=VALUE` a line. With CALLBOOTH_UPDATE_GOLDEN set the expectations are
/// written instead of compared; read them before you commit them.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/parse.hpp"
#include <gtest/gtest.h>

namespace golden {

inline std::string read(const std::filesystem::path &path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The names of the *.toml in a folder, without the ending.
inline std::vector<std::string> names(const std::filesystem::path &folder) {
    std::vector<std::string> found;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".toml")
            found.push_back(entry.path().stem());
    std::sort(found.begin(), found.end());
    return found;
}

/// For INSTANTIATE_TEST_SUITE_P: `unknown-element` becomes `unknown_element`.
inline std::string test_name(const testing::TestParamInfo<std::string> &info) {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

/// The file is named without its folder, so that expectations hold everywhere.
inline std::shared_ptr<const callbooth::config::Source> source(const std::filesystem::path &folder,
                                                               const std::string &name) {
    const auto file = name + ".toml";
    return std::make_shared<const callbooth::config::Source>(callbooth::config::Source{file, read(folder / file)});
}

inline std::vector<callbooth::config::Override> overrides(const std::filesystem::path &folder,
                                                          const std::string &name) {
    std::vector<callbooth::config::Override> found;
    std::ifstream file(folder / (name + ".overrides"));
    for (std::string line; std::getline(file, line);) {
        const auto equals = line.find('=');
        found.push_back({line.substr(0, equals), line.substr(equals + 1)});
    }
    return found;
}

inline void expect(const std::filesystem::path &folder, const std::string &name, const std::string &text) {
    const auto path = folder / (name + ".expected");
    if (std::getenv("CALLBOOTH_UPDATE_GOLDEN") != nullptr)
        std::ofstream(path) << text;
    EXPECT_EQ(text, read(path));
}

} // namespace golden
