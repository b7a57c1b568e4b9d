// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

#include <algorithm>

namespace callbooth::cli {
namespace {

std::vector<Option> options_of(const Subcommand &subcommand) {
    std::vector<Option> options(subcommand.options.begin(), subcommand.options.end());
    options.insert(options.end(), common_options().begin(), common_options().end());
    return options;
}

std::vector<std::string> option_names(const std::vector<Option> &options) {
    std::vector<std::string> names;
    names.reserve(options.size());
    for (const Option &option : options)
        names.push_back(std::string("--") + option.name);
    return names;
}

bool takes_value(const std::vector<Option> &options, const std::string &word) {
    return std::any_of(options.begin(), options.end(), [&](const Option &option) {
        return option.value != nullptr && word == std::string("--") + option.name;
    });
}

std::vector<std::string> arguments_of(const Subcommand &subcommand, std::span<const std::string> words) {
    const auto options = options_of(subcommand);
    if (words.size() > 1 && takes_value(options, words[words.size() - 2]))
        return {};
    if (words.back().starts_with('-'))
        return option_names(options);
    return subcommand.complete ? subcommand.complete(parse_arguments(options, words, subcommand.overrides))
                               : std::vector<std::string>();
}

std::vector<std::string> candidates(std::span<const Subcommand *const> table, std::span<const std::string> words) {
    if (words.size() == 1) {
        std::vector<std::string> names = {"--help", "--version"};
        for (const Subcommand *row : table)
            names.emplace_back(row->name);
        return names;
    }
    const auto row =
        std::find_if(table.begin(), table.end(), [&](const Subcommand *each) { return each->name == words.front(); });
    return row == table.end() ? std::vector<std::string>() : arguments_of(**row, words.subspan(1));
}

} // namespace

std::vector<std::string> complete(std::span<const Subcommand *const> table, std::span<const std::string> words) {
    if (words.empty())
        return {};
    try {
        auto found = candidates(table, words);
        std::erase_if(found, [&](const std::string &each) { return !each.starts_with(words.back()); });
        return found;
    } catch (const std::exception &) {
        return {};
    }
}

} // namespace callbooth::cli
