// SPDX-License-Identifier: MIT
#include "shapes.hpp"

#include <callbooth/json.hpp>

namespace callbooth::peers {
namespace {

constexpr size_t max_description = 64 * 1024;
constexpr size_t max_candidate = 4 * 1024;
constexpr size_t max_depth = 16;

/// Null also for what is too large, or JSON that is not taken.
Json read(std::string_view json, size_t max_size) {
    try {
        return Json::parse(json, {.depth = max_depth, .size = max_size});
    } catch (const Error &) {
        return {};
    }
}

} // namespace

bool is_description(std::string_view json) {
    const Json description = read(json, max_description);
    return description.find<std::string>("type") && description.find<std::string>("sdp");
}

bool is_candidate(std::string_view json) {
    return json == "null" || read(json, max_candidate).find<std::string>("candidate");
}

bool is_signal(std::string_view json) { return read(json, max_description).is(Json::Kind::object); }

} // namespace callbooth::peers
