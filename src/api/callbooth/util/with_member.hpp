// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <callbooth/json.hpp>

namespace callbooth {

/// `object` with the member `name` set to `value`; anything but an object counts as an empty one. For data that several
/// plugins keep in one place, each under its own name.
inline Json with_member(const Json &object, std::string name, Json value) {
    Json::Object changed;
    if (object.is(Json::Kind::object))
        for (auto &[known, kept] : object.members())
            changed.set(known, kept);
    return changed.set(std::move(name), std::move(value)); // of two members with one name the last counts
}

} // namespace callbooth
