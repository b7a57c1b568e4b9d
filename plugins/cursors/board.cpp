// SPDX-License-Identifier: MIT
#include "board.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <callbooth/json.hpp>

namespace callbooth::cursors {
namespace {

constexpr size_t max_point_bytes = 512;
constexpr JsonLimits limits{.depth = 4, .size = max_point_bytes, .members = 16};

bool skip(std::string_view &text, std::string_view prefix) {
    const bool found = text.starts_with(prefix);
    text.remove_prefix(found ? prefix.size() : 0);
    return found;
}

bool take_number(std::string_view &text, double &number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return error == std::errc() && std::isfinite(number);
}

/// What JSON.stringify() writes: by far the most come so, and many a second.
bool read_plain(std::string_view text, Point &point) {
    return skip(text, R"({"x":)") && take_number(text, point.x) && skip(text, R"(,"y":)") &&
           take_number(text, point.y) && text == "}";
}

bool read_any(std::string_view text, Point &point) {
    try {
        const Json json = Json::parse(text, limits);
        point = {json.get<double>("x"), json.get<double>("y")};
        return true;
    } catch (const Error &) {
        return false;
    }
}

/// Without the sign that JavaScript keeps of -0.
double clamped(double number) { return std::clamp(number, 0.0, 1.0) + 0.0; }

void append(std::string &text, double number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
}

std::string member_of(const std::string &id, Point point) {
    std::string text = '"' + id + R"(":{"id":")" + id + R"(","x":)";
    append(text, point.x);
    text += R"(,"y":)";
    append(text, point.y);
    return text + '}';
}

} // namespace

std::optional<Point> read_point(std::string_view json) {
    Point point{};
    if (json.size() > max_point_bytes || !(read_plain(json, point) || read_any(json, point)))
        return {};
    return Point{clamped(point.x), clamped(point.y)};
}

bool Board::put(const std::string &id, Point point) {
    const auto [cursor, added] = cursors_.try_emplace(id);
    if (!added && cursor->second.point == point)
        return false;
    cursor->second = {point, {}};
    return true;
}

std::string Board::text() {
    std::string text = "{";
    for (auto &[id, cursor] : cursors_) {
        if (cursor.text.empty())
            cursor.text = member_of(id, cursor.point);
        text += text.size() > 1 ? "," : "";
        text += cursor.text;
    }
    return text + '}';
}

} // namespace callbooth::cursors
