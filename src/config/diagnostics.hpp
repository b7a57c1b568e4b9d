// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/nearest.hpp"
#include "config/pipeline_file.hpp"

namespace callbooth::config {

/// A position as people count it: both from 1, columns in characters.
struct LineColumn {
    size_t line = 1;
    size_t column = 1;
};

LineColumn line_column(const At &at);

/// `booth.toml:4:9`
std::string describe(const At &at);

/// Everything that is wrong with a pipeline file, told in one go.
class Diagnostics {
public:
    /// More than these are only counted.
    static constexpr size_t max_shown = 16;

    /// `message` is one line without a full stop; `hint` says what to do about it. Saying the same twice counts once.
    void error(At at, std::string message, std::string hint = {});
    void warning(At at, std::string message, std::string hint = {});

    bool failed() const { return !errors_.empty(); }
    size_t errors() const { return errors_.size(); }
    size_t warnings() const { return warnings_.size(); }

    /// Errors, then warnings, each in the order of the file: `file:line:col: error: ...`, the source line, a caret and
    /// the hint. Empty when there is nothing to say.
    std::string format() const;

private:
    struct Entry {
        At at;
        std::string message;
        std::string hint;
    };
    using Entries = std::vector<Entry>;

    static void add(Entries &entries, Entry entry);
    static std::string format(Entries entries, const std::string &kind);

    Entries errors_;
    Entries warnings_;
};

} // namespace callbooth::config
