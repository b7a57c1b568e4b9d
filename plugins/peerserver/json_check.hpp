// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

namespace callbooth::peerserver {

/// Gets a member of an object: its name as it stands in the text, quotes and escapes included, and its value's bytes.
using OnMember = std::function<void(std::string_view name, std::string_view value)>;

/// `text` is one JSON value (RFC 8259), as JSON.parse takes it: any number, lone surrogate escapes too. Its UTF-8 is
/// not looked at. Nesting ends at 512. When it is an object, `on_member` gets its members on the way, also those of one
/// that breaks later.
///
/// What is relayed is spliced, not written anew, so somebody has to make sure that it is whole; and one look has to do.
bool is_json(std::string_view text, const OnMember &on_member = nullptr);

} // namespace callbooth::peerserver
