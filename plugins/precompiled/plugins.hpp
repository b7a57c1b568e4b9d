// SPDX-License-Identifier: MIT
/// What most plugins include and nobody here changes, compiled once. Every source still includes what it uses: lint
/// reads it without this.

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <libsoup/soup.h>
