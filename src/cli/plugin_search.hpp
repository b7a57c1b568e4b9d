// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>

#include "host/module.hpp"

namespace callbooth::cli {

/// The modules of $CALLBOOTH_PLUGIN_PATH and of the installed plugin directory.
inline host::Modules find_modules() {
    return host::Modules(host::plugin_folders(std::getenv("CALLBOOTH_PLUGIN_PATH"), CALLBOOTH_PLUGIN_DIR));
}

} // namespace callbooth::cli
