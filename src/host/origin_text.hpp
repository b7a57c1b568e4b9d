// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace callbooth::host {

/// The origin of the page at `text` as browsers send it in `Origin` (RFC 6454 section 6.2): lower case, Punycode,
/// without the usual port and without what follows the host. Nullopt where there is none.
std::optional<std::string> origin_of(const std::string &text);

} // namespace callbooth::host
