// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/services/http.hpp>
#include <callbooth/util/text.hpp>

namespace callbooth {

/// What is wrong with a query that has a parameter other than `known`, as a line for the client; nullopt for a right
/// one. A misspelt parameter would be as good as none.
inline std::optional<std::string> unknown_parameter(const HttpRequest &request,
                                                    const std::vector<std::string_view> &known) {
    constexpr size_t max_quoted = 64; // characters
    const auto is_known = [&](const auto &entry) {
        return std::find(known.begin(), known.end(), std::string_view(entry.first)) != known.end();
    };
    const auto unknown = std::find_if_not(request.query.begin(), request.query.end(), is_known);
    if (unknown == request.query.end())
        return {};
    std::string text = "there is no parameter '" + one_line(unknown->first, max_quoted) + "'";
    for (size_t i = 0; i < known.size(); ++i)
        text += (i == 0 ? "; there are '" : i + 1 < known.size() ? ", '" : " and '") + std::string(known[i]) + "'";
    return text;
}

} // namespace callbooth
