// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace callbooth::chat {

/// Any bytes as one line of text that is safe to show: valid UTF-8, line breaks and tabs as spaces, no other control
/// characters, nothing that turns the direction of the text around it; cut after `max_characters`, spaces trimmed.
std::string clean(std::string_view bytes, size_t max_characters);

/// Of valid UTF-8.
size_t count_characters(std::string_view text);

} // namespace callbooth::chat
