// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <callbooth/services/socket_io.hpp>

namespace callbooth {

/// Refuses clients beyond `limit` in the namespace, with `message` and the data `{"code":"full"}`, until the result is
/// destroyed.
[[nodiscard]] inline Subscription limit_clients(SocketIoNamespace &space, int64_t limit, std::string message) {
    return space.guard([&space, limit, message = std::move(message)](auto &) -> std::optional<ConnectError> {
        if (space.size() < static_cast<size_t>(limit))
            return {};
        return ConnectError{message, Json::Object{{"code", "full"}}};
    });
}

} // namespace callbooth
