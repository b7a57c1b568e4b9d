// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace callbooth::web {

/// The Content-Type of a file of this name; `application/octet-stream` for what is not known.
std::string_view content_type(std::string_view name);

} // namespace callbooth::web
