// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <string>

namespace callbooth {

/// Where the plugin `control` listens and `callbooth ctl` connects unless they are given another path.
inline std::string default_control_path() {
    const char *folder = std::getenv("XDG_RUNTIME_DIR");
    return std::string(folder && *folder == '/' ? folder : "/run") + "/callbooth/control";
}

} // namespace callbooth
