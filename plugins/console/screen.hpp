// SPDX-License-Identifier: MIT
/// What is written to a terminal, as strings.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace callbooth::console {

/// Any bytes as text that a terminal only shows: what safe_text() does not pass becomes U+FFFD, a tab a space. So
/// nobody else's text can hold an escape sequence.
std::string printable(std::string_view bytes);

/// Columns that the text takes on a terminal. Of printable text.
size_t width(std::string_view text);

/// The beginning of the text that fits into so many columns; ends in an ellipsis when something is missing.
std::string fitted(std::string_view text, size_t columns);

/// The last line of the screen: state, prompt and what is being typed.
struct Prompt {
    std::string state;   ///< printable
    std::u32string text; ///< printable
    size_t cursor = 0;   ///< index into the text
};

/// Draws the prompt over the line that the cursor is in, and puts the cursor where typing goes on. It never wraps: a
/// long text is shown from where the cursor can be seen.
std::string draw(const Prompt &prompt, size_t columns);

/// Empties the line that the cursor is in.
std::string erase_line();

} // namespace callbooth::console
