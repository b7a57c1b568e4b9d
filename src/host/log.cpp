// SPDX-License-Identifier: MIT
#include "host/log.hpp"

#include <array>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

#include <callbooth/json.hpp>
#include <callbooth/util/text.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace callbooth::host {
namespace {

constexpr std::array levels = {Level::debug, Level::info, Level::warning, Level::error};

const char *colour_of(Level level) {
    switch (level) {
    case Level::debug: return "\x1b[2m";
    case Level::info: return "";
    case Level::warning: return "\x1b[33m";
    case Level::error: return "\x1b[31m";
    }
    return "";
}

std::string clock_text(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    const auto whole = floor<seconds>(time);
    const std::time_t since_epoch = system_clock::to_time_t(whole);
    std::tm local{};
    localtime_r(&since_epoch, &local);
    return fmt::format("{:02}:{:02}:{:02}.{:03}", local.tm_hour, local.tm_min, local.tm_sec,
                       duration_cast<milliseconds>(time - whole).count());
}

std::string escape(gunichar c, unsigned char byte) {
    if (c == '\n')
        return "\\n";
    if (c == '\t')
        return " ";
    return c == 0 ? fmt::format("\\x{:02x}", byte) : fmt::format("\\u{:04x}", c);
}

std::string printable(std::string_view text) { return safe_text(text, escape); }

Level level_of(GLogLevelFlags flags) {
    if ((flags & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
        return Level::error;
    if ((flags & G_LOG_LEVEL_WARNING) != 0)
        return Level::warning;
    return (flags & G_LOG_LEVEL_DEBUG) != 0 ? Level::debug : Level::info;
}

std::string_view field(const GLogField *fields, gsize count, std::string_view key) {
    for (gsize i = 0; i < count; ++i) {
        if (fields[i].key != key)
            continue;
        const auto *text = static_cast<const char *>(fields[i].value);
        return fields[i].length < 0 ? std::string_view(text)
                                    : std::string_view(text, static_cast<size_t>(fields[i].length));
    }
    return {};
}

GLogWriterOutput write_glib_message(GLogLevelFlags flags, const GLogField *fields, gsize count, gpointer data) {
    const std::string domain(field(fields, count, "GLIB_DOMAIN"));
    // G_MESSAGES_DEBUG goes on choosing whose chatter is shown
    if (!g_log_writer_default_would_drop(flags, domain.c_str()))
        (*static_cast<std::shared_ptr<const Log> *>(data))
            ->write(level_of(flags), domain.empty() ? "glib" : domain, field(fields, count, "MESSAGE"));
    return G_LOG_WRITER_HANDLED;
}

} // namespace

const char *level_name(Level level) {
    switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warning: return "warning";
    case Level::error: return "error";
    }
    return "?";
}

std::optional<Level> parse_level(std::string_view name) {
    for (const Level level : levels)
        if (name == level_name(level))
            return level;
    return std::nullopt;
}

std::string log_line(std::chrono::system_clock::time_point time, Level level, std::string_view who,
                     std::string_view text, bool colour) {
    const char *on = colour ? colour_of(level) : "";
    const char *off = *on != '\0' ? "\x1b[0m" : "";
    return fmt::format("{} {}{:<7}{} {}: {}", clock_text(time), on, level_name(level), off, printable(who),
                       printable(text));
}

std::string json_log_line(std::chrono::system_clock::time_point time, Level level, std::string_view who,
                          std::string_view text) {
    using namespace std::chrono;
    const auto whole = floor<seconds>(time);
    const auto rest = duration_cast<milliseconds>(time - whole).count();
    const Json::Object line{{"time", fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(system_clock::to_time_t(whole)), rest)},
                            {"level", level_name(level)},
                            {"from", who},
                            {"message", text}};
    return line.dump();
}

bool wants_colour(int file) {
    const char *no = std::getenv("NO_COLOR");
    return isatty(file) == 1 && (no == nullptr || *no == '\0');
}

void Log::write(Level level, std::string_view who, std::string_view text) const {
    if (level < least_)
        return;
    const auto now = std::chrono::system_clock::now();
    const auto line = (format_ == LogFormat::json ? json_log_line(now, level, who, text)
                                                  : log_line(now, level, who, text, format_ == LogFormat::coloured)) +
                      '\n';
    // one write, so that lines of several threads do not mix; when standard error is gone there is nobody to tell
    [[maybe_unused]] const auto written = ::write(file_, line.data(), line.size());
}

void route_glib_messages(std::shared_ptr<const Log> log) {
    // GLib keeps the pointer for as long as the process lives
    g_log_set_writer_func(&write_glib_message, new std::shared_ptr<const Log>(std::move(log)), nullptr);
}

} // namespace callbooth::host
