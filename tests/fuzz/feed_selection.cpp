// SPDX-License-Identifier: MIT
/// Messages of a service, and the rows that say what of them is shown. The first lines are a path, a rule and a text;
/// the rest is the message.
#include <optional>

#include "feed/selection.hpp"
#include "fuzz.hpp"
#include <callbooth/util/text.hpp>

namespace callbooth::fuzz {

namespace {

using namespace feed;

void check_text(const std::string &text, size_t most) {
    const auto size = static_cast<gssize>(text.size());
    require(g_utf8_validate(text.data(), size, nullptr) == TRUE, "what is shown is UTF-8");
    require(static_cast<size_t>(g_utf8_strlen(text.data(), size)) <= most, "what is shown is short");
    require(one_line(text, most) == text, "what is shown is one line that is safe to show");
}

} // namespace

void run(std::string_view bytes) {
    Input input(bytes);
    const std::string path(input.line()), rule(input.line()), text(input.line());
    std::optional<Selection> selection;
    Json message;
    try {
        selection.emplace(Selection::Rows{.values = {"x: " + path}, .when = {}, .reconnect = {rule}, .text = text});
        message = Json::parse(input.rest());
    } catch (const Error &) { // rows or a message that are not usable
        return;
    }
    selection->asks_to_reconnect(message); // rows that were taken never throw
    if (const auto item = selection->select(message)) {
        check_text(item->text, max_text);
        require(item->values.size() == 1 && text_of(item->values[0].value).has_value(), "a value can be shown");
    }
}

} // namespace callbooth::fuzz
