// SPDX-License-Identifier: MIT
#include "cli/ctl_text.hpp"

#include <algorithm>

#include <callbooth/util/text.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callbooth::cli {
namespace {

/// Nothing in it commands the terminal.
std::string shown(std::string_view text) {
    return safe_text(text, [](gunichar, unsigned char) { return "\xef\xbf\xbd"; });
}

std::string value_text(const Json &value) {
    const auto text = value.as<std::string>();
    return shown(text ? *text : value.dump());
}

bool is_blank(const Json &value) { return value.is(Json::Kind::null) || value.as<std::string>() == ""; }

/// On one line.
std::string item_text(const Json &item) {
    if (!item.is(Json::Kind::object))
        return value_text(item);
    std::vector<std::string> parts;
    for (const auto &[name, value] : item.members())
        if (!is_blank(value))
            parts.push_back(fmt::format("{}={}", shown(name), value_text(value)));
    return fmt::format("{}", fmt::join(parts, "  "));
}

std::string command_text(std::string_view text) {
    std::string lines;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        lines += shown(text.substr(begin, end - begin)) + '\n';
        begin = end + 1;
    }
    return lines;
}

std::string rows_of(const Json &list) {
    std::string text;
    for (const Json &row : list.items()) {
        const std::string head = row.get_or("name", "") + ' ' + row.get_or("usage", "");
        const auto needs = row.find<std::string>("needs");
        text += fmt::format("  {:<36} {}{}\n", shown(head), shown(row.get_or("doc", "")),
                            needs ? fmt::format(" (not here: no {})", shown(*needs)) : "");
    }
    return text;
}

} // namespace

std::string result_text(const Json &result) {
    if (result.size() == 1 && result.find<std::string>("text"))
        return command_text(result.get<std::string>("text"));
    std::string text;
    if (result.is(Json::Kind::array))
        for (const Json &item : result.items())
            text += item_text(item) + '\n';
    else if (result.is(Json::Kind::object))
        for (const auto &[name, value] : result.members())
            text += fmt::format("{}={}\n", shown(name), value_text(value));
    else
        text = value_text(result) + '\n';
    return text;
}

std::string request_list_text(const Json &result) {
    return fmt::format("Requests:\n{}\nCommands of plugins:\n{}\nEvents:\n  {}\n", rows_of(result.at("requests")),
                       rows_of(result.at("commands")), fmt::join(result.get<std::vector<std::string>>("events"), " "));
}

std::vector<std::string> request_names(const Json &result) {
    std::vector<std::string> names;
    for (const char *list : {"requests", "commands"})
        for (const Json &row : result.at(list).items())
            if (row.get_or("available", true) &&
                std::find(names.begin(), names.end(), row.get_or("name", "")) == names.end())
                names.push_back(row.get_or("name", ""));
    return names;
}

} // namespace callbooth::cli
