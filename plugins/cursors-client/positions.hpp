// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/util/event_arguments.hpp>

namespace callbooth::cursors_client {

/// Relative to the size of the screen: from 0 to 1, and from its upper left corner.
struct Point {
    double x;
    double y;
    bool operator==(const Point &) const = default;
};
using Positions = std::map<std::string, Point>; ///< by id

/// Reads `update({id: {id, x, y}, ...})`. Nullopt when it has another shape.
std::optional<Positions> read_positions(const EventArguments &arguments);

/// Reads `X Y`; numbers beyond 0 and 1 count as these. Nullopt when `text` is not two numbers.
std::optional<Point> read_point(std::string_view text);

} // namespace callbooth::cursors_client
