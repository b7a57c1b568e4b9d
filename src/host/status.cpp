// SPDX-License-Identifier: MIT
#include "host/status.hpp"

#include <callbooth/util/text.hpp>

namespace callbooth::host {

void StatusBoard::set(std::string_view key, std::string_view value) {
    const auto it = values_.find(key);
    if (it != values_.end() && it->second == value)
        return;
    // copies: the views may point into the board itself
    const std::string own_key(key);
    const std::string own_value(value);
    values_[own_key] = own_value;
    changed.emit(own_key, own_value);
}

void StatusBoard::erase(std::string_view key) {
    const auto it = values_.find(key);
    if (it == values_.end())
        return;
    const std::string own_key = it->first;
    values_.erase(it);
    changed.emit(own_key, "");
}

namespace {
bool below(std::string_view key, std::string_view prefix) {
    return prefix.empty() || key == prefix ||
           (key.starts_with(prefix) && (prefix.ends_with('.') || key[prefix.size()] == '.'));
}
} // namespace

std::string status_lines(const Status &status, std::string_view prefix) {
    std::string text;
    for (const auto &[key, value] : status.all()) {
        if (!below(key, prefix))
            continue;
        text.append(text.empty() ? "" : "\n").append(key).append("=").append(one_line(value, SIZE_MAX));
    }
    return text;
}

} // namespace callbooth::host
