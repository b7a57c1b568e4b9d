// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <callbooth/service.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/devices.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/mute.hpp>
#include <callbooth/services/presence.hpp>
#include <callbooth/services/status.hpp>

namespace callbooth::host {

/// A service that the program itself provides, and what the pipeline file must have for it.
struct BuiltinService {
    std::string_view name;
    std::string_view section; ///< empty: always there
    ServiceVersion version;
};

template <class S> constexpr BuiltinService builtin(std::string_view section = {}) {
    return {S::service, section, version_of<S>()};
}

inline constexpr std::string_view booth_sections = "[capture], [render] or [transport]";

inline constexpr std::array builtin_services = {
    builtin<Booth>(booth_sections),
    builtin<Commands>(),
    builtin<Devices>(booth_sections),
    builtin<HttpServer>("[http]"),
    builtin<Metrics>(),
    builtin<Mute>(booth_sections),
    builtin<Presence>(),
    builtin<Status>(),
};

/// Why a service is of no use to a plugin, and what to do; the two are not compatible.
std::string version_mismatch(ServiceVersion provided, ServiceVersion wanted);

} // namespace callbooth::host
