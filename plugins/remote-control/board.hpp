// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <set>
#include <string>

#include <callbooth/json.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::remote_control {

/// The status board as a phone sees it: without the code and QR codes. Changes come together, a few times a second.
class Board {
public:
    /// `changed` gets keys with their values; an empty one is gone.
    Board(Status &status, std::function<void(const Json::Object &)> changed, GMainContext *context);

    /// Of the keys that begin with `prefix`.
    Json values(const std::string &prefix) const;

private:
    void note(std::string_view key);
    void pass_on();

    Status &status_;
    const std::function<void(const Json::Object &)> changed_;
    GMainContext *const context_;
    std::set<std::string, std::less<>> waiting_;
    Source soon_;
    Subscription subscription_;
};

} // namespace callbooth::remote_control
