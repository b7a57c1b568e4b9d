// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

#include <callbooth/util/glib.hpp>

namespace callbooth::control {

/// Gets the result of a function of GIO, on the main context.
using Ready = std::function<void(GAsyncResult *)>;

/// The last two arguments of an asynchronous function of GIO: `g_file_read_async(..., when_ready, keep(ready))`.
inline Ready *keep(Ready ready) { return new Ready(std::move(ready)); }
inline void when_ready(GObject *, GAsyncResult *result, gpointer data) {
    const std::unique_ptr<Ready> ready(static_cast<Ready *>(data));
    detail::guarded([&] { (*ready)(result); });
}

} // namespace callbooth::control
