// SPDX-License-Identifier: MIT
#include <algorithm>

#include "config/document.hpp"

namespace callbooth::config {
namespace {

struct Path {
    std::string section;
    std::string plugin;
    std::string key;
};

/// `encode.video`, `plugin.NAME.key`; the NAME may have dots, a key has none.
std::optional<Path> split(const std::string &path) {
    const auto first = path.find('.');
    const auto last = path.rfind('.');
    if (first == std::string::npos || first == 0 || last + 1 == path.size())
        return std::nullopt;
    Path result{path.substr(0, first), {}, path.substr(last + 1)};
    if (result.section == "plugin")
        result.plugin = path.substr(first + 1, last > first ? last - first - 1 : 0);
    else if (first != last)
        return std::nullopt;
    if (result.section == "plugin" && result.plugin.empty())
        return std::nullopt;
    return result;
}

bool holds_fragments(const std::string &section) {
    return section == "capture" || section == "encode" || section == "render";
}

RawSection &section_for(Document &document, const Path &path, const At &at) {
    const auto found = std::find_if(document.sections.begin(), document.sections.end(), [&](const RawSection &s) {
        return s.name == path.section && s.plugin.value == path.plugin;
    });
    if (found != document.sections.end())
        return *found;
    document.sections.push_back({path.section, {path.plugin, at}, at});
    return document.sections.back();
}

void set(RawSection &section, Entry entry) {
    const auto found = std::find_if(section.entries.begin(), section.entries.end(),
                                    [&](const Entry &e) { return e.key.value == entry.key.value; });
    if (found == section.entries.end())
        section.entries.push_back(std::move(entry));
    else
        *found = std::move(entry);
}

} // namespace

void apply_overrides(Document &document, const std::vector<Override> &overrides, Diagnostics &diagnostics) {
    for (const auto &override_ : overrides) {
        const At at{std::make_shared<const Source>(Source{"--" + override_.path, override_.value}), 0};
        const auto path = split(override_.path);
        if (!path) {
            diagnostics.error(at, "'--" + override_.path + "' names no key of a pipeline file",
                              "write --SECTION.KEY=VALUE or --plugin.NAME.KEY=VALUE");
            continue;
        }
        auto value = holds_fragments(path->section) ? std::nullopt : read_value(override_.value);
        const bool toml = value.has_value();
        set(section_for(document, *path, at),
            {{path->key, at}, {value ? std::move(*value) : RawValue(override_.value), at}, toml});
    }
}

} // namespace callbooth::config
