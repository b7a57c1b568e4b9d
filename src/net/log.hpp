// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

#include <callbooth/plugin.hpp>

namespace callbooth::net {

using Log = std::function<void(Level, std::string_view)>;

} // namespace callbooth::net
