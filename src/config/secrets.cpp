// SPDX-License-Identifier: MIT
#include "config/secrets.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "config/file.hpp"

namespace callbooth::config {
namespace {

bool is_variable_name(std::string_view name) {
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
           std::all_of(name.begin(), name.end(),
                       [](unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0 || c == '_'); });
}

std::string from_environment(const std::string &name, const At &at, Diagnostics &diagnostics) {
    if (!is_variable_name(name)) {
        diagnostics.error(at, "'" + name + "' is no name of an environment variable",
                          "letters, digits and underscores: ${CALLBOOTH_TOKEN}");
        return {};
    }
    if (const char *value = std::getenv(name.c_str()))
        return value;
    diagnostics.error(at, "the environment variable '" + name + "' is not set",
                      "export it, or put it into the unit's EnvironmentFile=");
    return {};
}

std::string from_file(const std::string &path, const At &at, Diagnostics &diagnostics) {
    std::string why;
    auto text = slurp(path, why);
    if (!text) {
        diagnostics.error(
            at, "cannot read the file '" + path + "': " + why,
            "'@path' stands for the text of a file that the program's user may read, and '@@' for an '@'");
        return {};
    }
    if (text->ends_with('\n'))
        text->pop_back();
    if (text->ends_with('\r'))
        text->pop_back();
    return *text;
}

} // namespace

std::optional<std::string> resolve_secret(const std::string &text, const std::filesystem::path &folder, const At &at,
                                          Diagnostics &diagnostics) {
    if (text.starts_with("${") && text.ends_with("}"))
        return from_environment(text.substr(2, text.size() - 3), at, diagnostics);
    if (text.starts_with("@@"))
        return text.substr(1);
    if (text.starts_with("@"))
        return from_file((folder / text.substr(1)).lexically_normal().string(), at, diagnostics);
    return std::nullopt;
}

} // namespace callbooth::config
