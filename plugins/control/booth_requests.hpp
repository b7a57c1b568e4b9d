// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "requests.hpp"
#include <callbooth/services/booth.hpp>
#include <callbooth/services/chat.hpp>
#include <callbooth/services/devices.hpp>
#include <callbooth/services/mute.hpp>

namespace callbooth::control {

// Each adds the requests of a service, which may be null, and returns the subscriptions to its events.

using Subscriptions = std::vector<Subscription>;
[[nodiscard]] Subscriptions add_calls(Requests &requests, Booth *booth, const Tell &tell);
[[nodiscard]] Subscriptions add_chat(Requests &requests, Chat *chat, const Tell &tell);
[[nodiscard]] Subscriptions add_devices(Requests &requests, Devices *devices, const Tell &tell);
[[nodiscard]] Subscriptions add_mute(Requests &requests, Mute *mute, const Tell &tell);

} // namespace callbooth::control
