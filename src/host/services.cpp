// SPDX-License-Identifier: MIT
#include "host/services.hpp"

#include <fmt/format.h>

namespace callbooth::host {

std::string version_mismatch(ServiceVersion provided, ServiceVersion wanted) {
    return fmt::format("it is there in version {}, and version {} is needed: build the {} with newer headers",
                       provided.current, wanted.current,
                       provided.current < wanted.current ? "plugin that provides it, or Callbooth,"
                                                         : "plugin that needs it");
}

} // namespace callbooth::host
