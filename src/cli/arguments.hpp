// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/error.hpp>

namespace callbooth::cli {

/// The command line cannot be understood.
class UsageError : public Error {
public:
    using Error::Error;
};

/// One row of a subcommand's table of options.
struct Option {
    const char *name;  ///< `log-level`
    const char *value; ///< what help calls its value; null for a flag
    const char *doc;   ///< one line
    bool repeatable = false;
};

/// One `--section.key=VALUE`.
struct OverrideArgument {
    std::string key; ///< `section.key`
    std::string value;
};

/// A command line, sorted.
struct Arguments {
    std::vector<std::string> positional;
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    std::vector<OverrideArgument> overrides;

    bool has(std::string_view name) const { return options.find(name) != options.end(); }
    /// The value of an option, or null.
    const std::string *get(std::string_view name) const;
    /// All values of a repeatable option.
    std::vector<std::string> all(std::string_view name) const;
};

/// Sorts `words` by the table. `--name=VALUE` and `--name VALUE` mean the same, everything behind `--` is positional,
/// and a name with a dot is an override, where they are allowed. Throws UsageError.
Arguments parse_arguments(std::span<const Option> table, std::span<const std::string> words, bool overrides_allowed);

} // namespace callbooth::cli
