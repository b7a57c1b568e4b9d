// SPDX-License-Identifier: MIT
#include "board.hpp"

#include <utility>

namespace callbooth::remote_control {
namespace {

constexpr std::chrono::milliseconds together{200};

bool is_visible(std::string_view key) { return !key.starts_with("remote.") && !key.ends_with(".qr"); }

} // namespace

Board::Board(Status &status, std::function<void(const Json::Object &)> changed, GMainContext *context)
    : status_(status), changed_(std::move(changed)), context_(context),
      subscription_(status.changed.subscribe([this](std::string_view key, std::string_view) { note(key); })) {}

Json Board::values(const std::string &prefix) const {
    Json::Object board;
    for (const auto &[key, value] : status_.all())
        if (key.starts_with(prefix) && is_visible(key))
            board.set(key, value);
    return board;
}

void Board::note(std::string_view key) {
    if (!is_visible(key))
        return;
    waiting_.emplace(key);
    if (!soon_.active())
        soon_ = Source::after(
            together, [this] { pass_on(); }, context_);
}

void Board::pass_on() {
    Json::Object values;
    for (const auto &key : std::exchange(waiting_, {})) {
        const auto found = status_.all().find(key);
        values.set(key, found == status_.all().end() ? "" : found->second);
    }
    changed_(values);
}

} // namespace callbooth::remote_control
