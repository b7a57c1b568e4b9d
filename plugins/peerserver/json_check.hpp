// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace callbooth::peerserver {

/// `text` is one JSON value (RFC 8259), as JSON.parse takes it: any number, lone surrogate escapes too. Its UTF-8 is
/// not looked at. Nesting ends at 512.
///
/// What is relayed is spliced, not written anew, so somebody has to make sure that it is whole.
bool is_json(std::string_view text);

} // namespace callbooth::peerserver
