// SPDX-License-Identifier: MIT
/// A service is an abstract class with `static constexpr const char *service = "name"` and, once its interface has
/// changed, `static constexpr callbooth::ServiceVersion version{current, oldest}`. Plugins and program meet through
/// services only; each is asked for by name and version, so that a change of one refuses only the plugins that use it.
#pragma once

#include <vector>

namespace callbooth {

/// The version of a service's interface: its class, and every type that its header declares. A virtual function that is
/// added behind all others makes `current` one more; a change that breaks plugins which were built before makes
/// `oldest` the same as `current`.
struct ServiceVersion {
    int current = 1;
    int oldest = 1; ///< plugins that were built for this version or a later one still work
};

/// One service as a module lists it.
struct ServiceInfo {
    const char *name;
    ServiceVersion version; ///< of the headers that the module was built with
};

template <class S> constexpr ServiceVersion version_of() {
    if constexpr (requires { S::version; })
        return S::version;
    else
        return {};
}

/// Whether a user that was built for `wanted` can use what was built for `provided`.
constexpr bool is_compatible(ServiceVersion provided, ServiceVersion wanted) {
    return provided.oldest <= wanted.current && wanted.current <= provided.current;
}

/// A list of services: `using Requires = Services<Booth, Commands>;`.
template <class... S> struct Services {
    static std::vector<ServiceInfo> list() { return {ServiceInfo{S::service, version_of<S>()}...}; }
};

} // namespace callbooth
