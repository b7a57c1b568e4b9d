// SPDX-License-Identifier: MIT
#pragma once

#include <random>
#include <string>

namespace callbooth::remote_control {

/// Fresh random letters and digits of 5 bits each, without those that are easily confused. 26 of them are 130 bits.
inline std::string secret_code(size_t length = 26) {
    static constexpr char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    std::random_device random;
    std::string code;
    while (code.size() < length)
        code += letters[random() % (sizeof letters - 1)];
    return code;
}

} // namespace callbooth::remote_control
