// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

namespace callbooth::host {

/// A service that the program itself provides, and what the pipeline file must have for it.
struct BuiltinService {
    std::string_view name;
    std::string_view section; ///< empty: always there
};

inline constexpr std::array builtin_services = {
    BuiltinService{"booth", "[capture], [render] or [transport]"},
    BuiltinService{"commands", ""},
    BuiltinService{"devices", "[capture], [render] or [transport]"},
    BuiltinService{"http", "[http]"},
    BuiltinService{"metrics", ""},
    BuiltinService{"mute", "[capture], [render] or [transport]"},
    BuiltinService{"status", ""},
};

} // namespace callbooth::host
