// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace callbooth {

/// Does not tell by its time how much of a secret was right.
inline bool same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size())
        return false;
    volatile unsigned char difference = 0;
    for (size_t i = 0; i < a.size(); ++i)
        difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

} // namespace callbooth
