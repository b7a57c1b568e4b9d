// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth {

/// Draws a QR code (ISO/IEC 18004) for a terminal, two rows of it in a line of text. `modules` is as the status board
/// has it: rows of `1` (dark) and `0`, with `/` between them. Light modules are drawn, dark ones are left out, as on a
/// dark terminal; a frame of light ones is added. Cameras read it inverted as well. Lines end in '\n' but the last.
inline std::string qr_text(std::string_view modules) {
    constexpr size_t frame = 2; // modules; the standard asks for 4, and no camera does
    std::vector<std::string_view> rows;
    for (size_t begin = 0; begin <= modules.size();) {
        const size_t end = std::min(modules.find('/', begin), modules.size());
        rows.push_back(modules.substr(begin, end - begin));
        begin = end + 1;
    }
    const size_t size = rows.size() + 2 * frame;
    const auto is_light = [&](size_t x, size_t y) { // beyond the last row: nothing is drawn
        if (y >= size)
            return false;
        const bool inside = y >= frame && y - frame < rows.size() && x >= frame && x - frame < rows[y - frame].size();
        return !inside || rows[y - frame][x - frame] != '1';
    };
    std::string text;
    for (size_t y = 0; y < size; y += 2) {
        text += y == 0 ? "" : "\n";
        for (size_t x = 0; x < size; ++x)
            text += is_light(x, y) ? (is_light(x, y + 1) ? "█" : "▀") : (is_light(x, y + 1) ? "▄" : " ");
    }
    return text;
}

} // namespace callbooth
