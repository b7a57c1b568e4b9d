// SPDX-License-Identifier: MIT
#include "selection.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <callbooth/util/text.hpp>
#include <fmt/format.h>

namespace callbooth::feed {
namespace {

constexpr int max_decimals = 12;
constexpr size_t max_digits = 9; // of an index

std::string_view trimmed(std::string_view text) {
    const size_t begin = std::min(text.find_first_not_of(' '), text.size());
    return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::optional<int> decimals_of(std::string_view format) {
    int decimals = -1;
    const bool is_point = format.starts_with('.');
    const auto *end = format.data() + format.size();
    if (!is_point || std::from_chars(format.data() + 1, end, decimals).ptr != end)
        return {};
    return decimals >= 0 && decimals <= max_decimals ? std::optional(decimals) : std::nullopt;
}

/// A number, also of a text that is one, as services send them to keep all digits.
std::optional<double> number_of(const Json &value) {
    const auto text = value.as<std::string>();
    if (!text)
        return value.as<double>();
    double number = 0;
    const auto *end = text->data() + text->size();
    const auto result = std::from_chars(text->data(), end, number);
    const bool whole = result.ec == std::errc() && result.ptr == end;
    return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::string formatted(const Json &value, std::optional<int> decimals) {
    constexpr double too_large = 1e15; // for digits behind the point
    const auto number = decimals ? number_of(value) : std::nullopt;
    if (number && std::abs(*number) < too_large)
        return fmt::format("{:.{}f}", *number, *decimals);
    return text_of(value).value_or("");
}

/// Json reads a path when it follows it; this finds a wrong one before there is a message.
std::string checked_path(std::string_view path) {
    for (size_t open = path.find('['); open != std::string_view::npos; open = path.find('[', open + 1)) {
        const size_t close = std::min(path.find(']', open), path.size());
        const auto index = path.substr(open + 1, close - open - 1);
        const bool is_number = !index.empty() && index.find_first_not_of("0123456789") == std::string_view::npos;
        if (close == path.size() || !is_number || index.size() > max_digits)
            throw Error(fmt::format("'{}' has brackets without a number; write 'data.trades[0].price'", path));
    }
    return std::string(path);
}

template <class Parse> auto parse_all(const char *property, const std::vector<std::string> &rows, Parse parse) {
    std::vector<decltype(parse(""))> all;
    for (const auto &row : rows)
        try {
            all.push_back(parse(row));
        } catch (const Error &e) {
            throw Error(fmt::format("{}: {}", property, e.what()));
        }
    return all;
}

Template make_template(const std::string &text, const std::vector<Pick> &picks) try {
    return {text, picks};
} catch (const Error &e) {
    throw Error(fmt::format("text: {}", e.what()));
}

} // namespace

std::optional<std::string> text_of(const Json &value) {
    if (const auto text = value.as<std::string>())
        return one_line(*text, max_value);
    const bool shown = value.is(Json::Kind::integer) || value.is(Json::Kind::number) || value.is(Json::Kind::boolean);
    return shown ? std::optional(value.dump()) : std::nullopt;
}

Pick parse_pick(std::string_view text) {
    const size_t colon = text.find(':');
    const auto name = trimmed(text.substr(0, colon));
    if (colon == std::string_view::npos || !is_name(name))
        throw Error(fmt::format("'{}' has to be a name and a path, as in 'price: data.price'", text));
    return {std::string(name), checked_path(trimmed(text.substr(colon + 1)))};
}

Rule parse_rule(std::string_view text) {
    const size_t sign = text.find('=');
    if (sign == std::string_view::npos)
        throw Error(fmt::format("'{}' has to be a path and its value, as in 'event = trade'", text));
    return {checked_path(trimmed(text.substr(0, sign))), std::string(trimmed(text.substr(sign + 1)))};
}

bool Rule::matches(const Json &message) const {
    const auto found = message.find<Json>(path);
    return found && text_of(*found) == value;
}

Template::Template(std::string_view text, const std::vector<Pick> &picks) {
    if (text.empty())
        for (size_t i = 0; i < picks.size(); ++i)
            pieces_.push_back({fmt::format("{}{} ", i == 0 ? "" : ", ", picks[i].name), i, {}});
    while (!text.empty()) {
        const size_t open = text.find('{');
        const size_t close = std::min(text.find('}', std::min(open, text.size())), text.size());
        Piece piece;
        if (open != std::string_view::npos)
            piece = parse_value(text.substr(open, close - open + 1), picks);
        piece.literal = text.substr(0, open);
        pieces_.push_back(std::move(piece));
        text.remove_prefix(open == std::string_view::npos ? text.size() : std::min(close + 1, text.size()));
    }
}

Template::Piece Template::parse_value(std::string_view text, const std::vector<Pick> &picks) const {
    if (!text.ends_with('}'))
        throw Error(fmt::format("'{}' lacks its '}}'", text));
    const auto inside = text.substr(1, text.size() - 2);
    const size_t colon = inside.find(':');
    const auto name = inside.substr(0, colon);
    const auto pick = std::find_if(picks.begin(), picks.end(), [&](const Pick &one) { return one.name == name; });
    if (pick == picks.end())
        throw Error(fmt::format("'{}' is not the name of a value", name));
    Piece piece{{}, static_cast<size_t>(pick - picks.begin()), {}};
    if (colon != std::string_view::npos && !(piece.decimals = decimals_of(inside.substr(colon + 1))))
        throw Error(fmt::format("'{}' has to say how many decimals, as in '{{{}:.2}}'", text, name));
    return piece;
}

std::string Template::fill(const std::vector<Json> &values) const {
    std::string text;
    for (const Piece &piece : pieces_) {
        text += piece.literal;
        if (piece.value)
            text += formatted(values[*piece.value], piece.decimals);
    }
    return one_line(text, max_text);
}

void check_rows(ConfigCheck &check, const Selection::Rows &rows) {
    std::vector<Pick> picks;
    for (const auto &row : rows.values)
        check.attempt("values", [&] { picks.push_back(parse_pick(row)); });
    for (const auto &row : rows.when)
        check.attempt("when", [&] { parse_rule(row); });
    for (const auto &row : rows.reconnect)
        check.attempt("reconnect-when", [&] { parse_rule(row); });
    if (rows.values.empty())
        check.error("values", "name at least one, as in ['price: data.price']");
    else if (picks.size() == rows.values.size()) // else its names are not known
        check.attempt("text", [&] { const Template shown(rows.text, picks); });
}

Selection::Selection(const Rows &rows)
    : picks_(parse_all("values", rows.values, parse_pick)), when_(parse_all("when", rows.when, parse_rule)),
      reconnect_(parse_all("reconnect-when", rows.reconnect, parse_rule)), template_(make_template(rows.text, picks_)) {
    if (picks_.empty())
        throw Error("values: name at least one, as in ['price: data.price']");
}

std::optional<Item> Selection::select(const Json &message) const {
    const auto matches = [&](const Rule &rule) { return rule.matches(message); };
    if (!std::all_of(when_.begin(), when_.end(), matches))
        return {};
    Item item;
    std::vector<Json> values;
    for (const Pick &pick : picks_) {
        const auto value = message.find<Json>(pick.path);
        const auto shown = value ? text_of(*value) : std::nullopt;
        if (!shown)
            return {};
        // A text that is passed on is no longer than what is shown.
        values.push_back(value->is(Json::Kind::string) ? Json(*shown) : *value);
        item.values.push_back({pick.name, values.back()});
    }
    item.text = template_.fill(values);
    return item;
}

bool Selection::asks_to_reconnect(const Json &message) const {
    return std::any_of(reconnect_.begin(), reconnect_.end(), [&](const Rule &rule) { return rule.matches(message); });
}

} // namespace callbooth::feed
