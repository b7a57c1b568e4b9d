// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace callbooth::cursors {

/// From 0 to 1, from left to right and from top to bottom.
struct Point {
    double x;
    double y;
    bool operator==(const Point &) const = default;
};

/// `json` is one JSON value, like `{"x":0.5,"y":1}`; numbers beyond 0 and 1 are moved there. Nullopt for other shapes.
std::optional<Point> read_point(std::string_view json);

/// Where everybody's cursor is.
class Board {
public:
    /// Returns whether that changed something. `id` needs no escapes in JSON.
    bool put(const std::string &id, Point point);
    void remove(const std::string &id) { cursors_.erase(id); }

    /// `{"ID":{"id":"ID","x":0.5,"y":1}, ...}`; only what has moved since the last time is written anew.
    std::string text();

private:
    struct Cursor {
        Point point;
        std::string text; ///< its member of the object; empty when it has moved
    };
    std::unordered_map<std::string, Cursor> cursors_;
};

} // namespace callbooth::cursors
