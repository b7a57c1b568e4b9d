// SPDX-License-Identifier: MIT
/// What the larger tests include, compiled once for each of them.

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <gio/gio.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
