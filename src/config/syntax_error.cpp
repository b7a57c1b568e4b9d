// SPDX-License-Identifier: MIT
#include "config/syntax_error.hpp"

#include <algorithm>
#include <array>

namespace callbooth::config {
namespace {

constexpr std::string_view preface = "Error while parsing ";
constexpr auto value_hint = "a value is true or false, a number, or text in quotes";

void replace(std::string &text, std::string_view from, std::string_view to) {
    if (const auto found = text.find(from); found != std::string::npos)
        text.replace(found, from.size(), to);
}

/// Without the parser's account of what it was doing: `Error while parsing string: ...`.
std::string plain(std::string_view description) {
    const auto colon = description.find(": ");
    if (description.starts_with(preface) && colon != std::string_view::npos)
        description.remove_prefix(colon + 2);
    std::string text(description);
    replace(text, ", saw '\\n'", ", but the line ends");
    replace(text, ", saw '\\r'", ", but the line ends");
    replace(text, "encountered end-of-file", "the file ends too early");
    return text;
}

/// The parser guesses by the first letter what a word without quotes wanted to be: `fakesink` a boolean, `identity` a
/// number.
bool is_about_a_bare_word(std::string_view description) {
    static constexpr std::array<std::string_view, 9> kinds = {
        "boolean",       "floating-point", "decimal integer", "hexadecimal integer",
        "octal integer", "binary integer", "value",           "date",
        "time"};
    return description.starts_with(preface) && std::any_of(kinds.begin(), kinds.end(), [&](std::string_view kind) {
               return description.substr(preface.size()).starts_with(kind);
           });
}

At word_begin(const At &at) {
    const auto &text = at.source->text;
    size_t begin = std::min(at.offset, text.size());
    while (begin > 0 && std::string_view(" \t\r\n=[,").find(text[begin - 1]) == std::string_view::npos)
        --begin;
    return {at.source, begin};
}

bool line_ends(const At &at) {
    const auto &text = at.source->text;
    return at.offset >= text.size() || text[at.offset] == '\n' || text[at.offset] == '\r';
}

} // namespace

SyntaxError explain_syntax(std::string_view description, const At &at) {
    const auto says = [&](std::string_view words) { return description.find(words) != std::string_view::npos; };
    if (says("control characters") && line_ends(at))
        return {at, "the quote is not closed on this line", "text over several lines stands between ''' and '''"};
    if (says("expected value,"))
        return {at, plain(description), value_hint};
    if (is_about_a_bare_word(description))
        return {word_begin(at), "this is no value", value_hint};
    if (says("expected a comment or whitespace"))
        return {at, "something follows where the line should end",
                "text with quotes in it stands between ''' and '''; a comment begins with #"};
    if (says("cannot redefine"))
        return {at, plain(description), "it may stand in the file once only"};
    return {at, plain(description), {}};
}

} // namespace callbooth::config
