// SPDX-License-Identifier: MIT
#include "positions.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace callbooth::cursors_client {
namespace {

constexpr size_t max_cursors = 4096;
constexpr size_t max_id = 64; // bytes

bool is_id(const std::string &id) {
    const auto is_printable = [](unsigned char c) { return c > ' ' && c < 0x7f; };
    return !id.empty() && id.size() <= max_id && std::all_of(id.begin(), id.end(), is_printable);
}

double clamped(double number) { return std::clamp(number, 0.0, 1.0); }

std::optional<double> take_number(std::string_view &text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return error == std::errc() && std::isfinite(number) ? std::optional(clamped(number)) : std::nullopt;
}

} // namespace

std::optional<Positions> read_positions(const EventArguments &arguments) {
    const auto cursors = arguments.json(0, {.depth = 4, .members = max_cursors});
    if (!cursors || !cursors->is(Json::Kind::object) || arguments.size() != 1)
        return {};
    Positions positions;
    for (const auto &[id, cursor] : cursors->members()) {
        const auto x = cursor.find<double>("x");
        const auto y = cursor.find<double>("y");
        if (!x || !y || !is_id(id))
            return {};
        positions[id] = {clamped(*x), clamped(*y)};
    }
    return positions;
}

std::optional<Point> read_point(std::string_view text) {
    const auto x = take_number(text);
    if (!text.starts_with(' '))
        return {};
    const auto y = take_number(text);
    return x && y && text.empty() ? std::optional(Point{*x, *y}) : std::nullopt;
}

} // namespace callbooth::cursors_client
