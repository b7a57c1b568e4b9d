// SPDX-License-Identifier: MIT
#include "config/diagnostics.hpp"

#include <algorithm>

#include <callbooth/util/text.hpp>
#include <fmt/format.h>

namespace callbooth::config {
namespace {

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

size_t line_begin(const std::string &text, size_t offset) {
    const auto newline = offset == 0 ? std::string::npos : text.rfind('\n', offset - 1);
    return newline == std::string::npos ? 0 : newline + 1;
}

size_t clamped(const At &at) { return std::min(at.offset, at.source->text.size()); }

/// The line as it may be shown on a terminal, with its tabs.
std::string printable(std::string_view line) {
    const auto text =
        safe_text(line, [](gunichar c, unsigned char) { return std::string_view(c == '\t' ? "\t" : " "); });
    const auto end = text.find_last_not_of(' ');
    return end == std::string::npos ? std::string() : text.substr(0, end + 1);
}

std::string source_line(const At &at) {
    const auto &text = at.source->text;
    const auto begin = line_begin(text, clamped(at));
    return printable(std::string_view(text).substr(begin, text.find('\n', begin) - begin));
}

/// Spaces up to the position, tabs where the source line has tabs, so that both lines look alike at any tab width.
std::string caret_line(const At &at) {
    const auto &text = at.source->text;
    std::string line;
    for (size_t i = line_begin(text, clamped(at)); i < clamped(at); ++i)
        if (starts_character(text[i]))
            line += text[i] == '\t' ? '\t' : ' ';
    return line + '^';
}

std::string format_one(const At &at, const std::string &kind, const std::string &message, const std::string &hint) {
    auto text = at.source
                    ? fmt::format("{}: {}: {}\n{}\n{}\n", describe(at), kind, message, source_line(at), caret_line(at))
                    : fmt::format("{}: {}\n", kind, message);
    if (!hint.empty())
        text += fmt::format("hint: {}\n", hint);
    return text;
}

} // namespace

LineColumn line_column(const At &at) {
    if (!at.source)
        return {};
    const auto &text = at.source->text;
    const auto offset = static_cast<ptrdiff_t>(clamped(at));
    const auto begin = static_cast<ptrdiff_t>(line_begin(text, clamped(at)));
    const auto newlines = std::count(text.begin(), text.begin() + begin, '\n');
    const auto characters = std::count_if(text.begin() + begin, text.begin() + offset, starts_character);
    return {static_cast<size_t>(newlines) + 1, static_cast<size_t>(characters) + 1};
}

std::string describe(const At &at) {
    if (!at.source)
        return {};
    const auto position = line_column(at);
    return fmt::format("{}:{}:{}", at.source->name, position.line, position.column);
}

void Diagnostics::error(At at, std::string message, std::string hint) {
    add(errors_, {std::move(at), std::move(message), std::move(hint)});
}

void Diagnostics::warning(At at, std::string message, std::string hint) {
    add(warnings_, {std::move(at), std::move(message), std::move(hint)});
}

void Diagnostics::add(Entries &entries, Entry entry) {
    const bool known = std::any_of(entries.begin(), entries.end(), [&](const Entry &e) {
        return e.at.source == entry.at.source && e.at.offset == entry.at.offset && e.message == entry.message;
    });
    if (!known)
        entries.push_back(std::move(entry));
}

std::string Diagnostics::format() const { return format(errors_, "error") + format(warnings_, "warning"); }

std::string Diagnostics::format(Entries entries, const std::string &kind) {
    std::vector<const Source *> order;
    for (const auto &entry : entries)
        if (std::find(order.begin(), order.end(), entry.at.source.get()) == order.end())
            order.push_back(entry.at.source.get());
    const auto rank = [&](const Entry &e) {
        return std::pair(std::find(order.begin(), order.end(), e.at.source.get()), e.at.offset);
    };
    std::stable_sort(entries.begin(), entries.end(), [&](const Entry &a, const Entry &b) { return rank(a) < rank(b); });

    std::string text;
    for (size_t i = 0; i < std::min(entries.size(), max_shown); ++i)
        text += format_one(entries[i].at, kind, entries[i].message, entries[i].hint);
    if (entries.size() > max_shown) {
        const auto rest = entries.size() - max_shown;
        text += fmt::format("{} more {}{} not shown\n", rest, kind, rest == 1 ? " is" : "s are");
    }
    return text;
}

} // namespace callbooth::config
