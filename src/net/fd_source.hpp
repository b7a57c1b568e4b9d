// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include <callbooth/util/glib.hpp>

namespace callbooth::net {

/// Runs `function` whenever `fd` is readable, as long as the source lives.
Source when_readable(int fd, std::function<void()> function, GMainContext *context);

} // namespace callbooth::net
