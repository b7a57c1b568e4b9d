// SPDX-License-Identifier: MIT
#include "config/fragment/fragment_text.hpp"

#include <algorithm>

namespace callbooth::config {
namespace {

/// Where the text of a TOML string begins and what it is as written, still with its carriage returns.
struct Written {
    size_t offset;
    std::string_view text;
};

Written multi_line(std::string_view text, size_t begin, std::string_view quotes) {
    begin += quotes.size();
    if (text.substr(begin).starts_with("\r\n"))
        begin += 2;
    else if (text.substr(begin).starts_with("\n"))
        begin += 1;
    auto end = std::min(text.find(quotes, begin), text.size());
    while (end + quotes.size() < text.size() && text[end + quotes.size()] == quotes[0])
        ++end; // quotes of the text itself touch the closing ones
    return {begin, text.substr(begin, end - begin)};
}

Written written(std::string_view text, size_t begin) {
    for (const std::string_view quotes : {"'''", "\"\"\""})
        if (text.substr(begin).starts_with(quotes))
            return multi_line(text, begin, quotes);
    const auto end = std::min(text.find(text[begin], begin + 1), text.size());
    return {begin + 1, text.substr(begin + 1, end - begin - 1)};
}

std::string without_carriage_returns(std::string_view text) {
    std::string result(text);
    std::erase(result, '\r');
    return result;
}

} // namespace

std::string blank_comments(std::string text) {
    for (size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        const auto first = std::min(text.find_first_not_of(" \t\r", begin), end);
        const auto last = text.find_last_not_of(" \t\r", end == 0 ? 0 : end - 1);
        if (first < end && text[first] == '#')
            std::fill(text.begin() + static_cast<ptrdiff_t>(first), text.begin() + static_cast<ptrdiff_t>(end), ' ');
        else if (first < end && text[last] == '\\')
            text[last] = ' ';
        begin = end + 1;
    }
    return text;
}

Fragment fragment_of(const Entry &entry) {
    const auto &value = std::get<std::string>(entry.value.value);
    const auto &source = entry.value.at.source;
    if (!entry.toml)
        return {blank_comments(value), entry.value.at, true};
    const auto raw = written(source->text, entry.value.at.offset);
    if (without_carriage_returns(raw.text) != without_carriage_returns(value))
        return {blank_comments(value), entry.value.at, false};
    return {blank_comments(std::string(raw.text)), {source, raw.offset}, true};
}

} // namespace callbooth::config
