// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/plugin.hpp>

namespace callbooth::host {

/// `debug`, `info`, `warning`, `error`: what `--log-level` takes and what a line shows.
const char *level_name(Level level);
std::optional<Level> parse_level(std::string_view name);

/// One line without its end: local time, level, who, text. What would break the line (newlines, control characters,
/// terminal sequences, bytes that are no UTF-8) is escaped.
std::string log_line(std::chrono::system_clock::time_point time, Level level, std::string_view who,
                     std::string_view text, bool colour);

/// The same as one JSON object (RFC 8259): `time` (UTC, RFC 3339), `level`, `from`, `message`. Bytes that are no UTF-8
/// become U+FFFD.
std::string json_log_line(std::chrono::system_clock::time_point time, Level level, std::string_view who,
                          std::string_view text);

enum class LogFormat { plain, coloured, json };

/// Colour is for people: `file` is a terminal and NO_COLOR is not set.
bool wants_colour(int file);

/// Writes lines to a file descriptor, each at once. Any thread.
class Log {
public:
    /// Lines below `least` are dropped. `file` is not owned.
    Log(int file, Level least, LogFormat format) : file_(file), least_(least), format_(format) {}

    void write(Level level, std::string_view who, std::string_view text) const;

private:
    int file_;
    Level least_;
    LogFormat format_;
};

/// GLib's messages (and those of the libraries on it) go through `log` from here on. Once in a process.
void route_glib_messages(std::shared_ptr<const Log> log);

} // namespace callbooth::host
