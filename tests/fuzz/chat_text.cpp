// SPDX-License-Identifier: MIT
#include <algorithm>

#include "chat/text.hpp"
#include "fuzz.hpp"
#include <glib.h>

namespace callbooth::fuzz {

void run(std::string_view bytes) {
    constexpr size_t max_line = 1000;
    using namespace callbooth::chat;
    const auto line = clean(bytes, max_line);
    require(g_utf8_validate(line.data(), static_cast<gssize>(line.size()), nullptr), "a shown line is UTF-8");
    require(count_characters(line) <= max_line, "a shown line is as short as wanted");
    require(std::none_of(line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }),
            "a shown line has no control characters");
    require(clean(line, max_line) == line, "a clean line stays as it is");
}

} // namespace callbooth::fuzz
