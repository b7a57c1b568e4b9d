// SPDX-License-Identifier: MIT
/// A pipeline file before anything in it has a meaning: sections, keys and values in the order of the file.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "config/diagnostics.hpp"
#include "config/parse.hpp"

namespace callbooth::config {

/// Something that TOML has and a pipeline file has no use for.
struct Unusable {
    std::string what; ///< `a date`
};

using RawValue = std::variant<bool, int64_t, double, std::string, std::vector<std::string>, Unusable>;

/// `boolean`, `integer`, ... as messages call what was written.
std::string kind_of(const RawValue &value);

struct Entry {
    Located<std::string> key;
    Located<RawValue> value;
    bool toml = true; ///< false: the whole source is the value, unquoted
};

struct RawSection {
    std::string name;            ///< `capture`, or `plugin`
    Located<std::string> plugin; ///< NAME of `[plugin.NAME]`; empty for all others
    At at;                       ///< of its header
    std::vector<Entry> entries{};

    std::string title() const; ///< `[plugin.chat]`
};

struct Document {
    std::vector<RawSection> sections;
    std::vector<Entry> strays; ///< keys outside of any section
};

/// Keys and sections of this kind are the writer's own and ignored.
inline bool is_private(std::string_view name) { return name.starts_with("x-"); }

/// A syntax error becomes a diagnostic; the document is then empty.
Document read_document(const std::shared_ptr<const Source> &source, Diagnostics &diagnostics);

/// Puts the overrides over what the file says, making sections that are not there.
void apply_overrides(Document &document, const std::vector<Override> &overrides, Diagnostics &diagnostics);

/// Gives sections and keys their meaning.
PipelineFile understand(std::shared_ptr<const Source> source, const Document &document, Diagnostics &diagnostics);

/// The value that `text` is in TOML; nothing when it is none, or none that a pipeline file uses.
std::optional<RawValue> read_value(const std::string &text);

} // namespace callbooth::config
