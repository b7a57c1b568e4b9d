// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <callbooth/json.hpp>

namespace callbooth::cli {

/// The result of a request for people: `key=value` lines, a line for each item, or a command's own text. Ends with a
/// line feed unless it is empty.
std::string result_text(const Json &result);

/// The result of `list` as a table.
std::string request_list_text(const Json &result);
/// The names of requests and commands in it that can be asked for.
std::vector<std::string> request_names(const Json &result);

} // namespace callbooth::cli
