// SPDX-License-Identifier: MIT
#include "messages.hpp"

#include <callbooth/json.hpp>

namespace callbooth::matchmaker {

namespace {

std::string message(const char *type, const Json::Object &payload) {
    return Json::Object{{"type", type}, {"payload", payload}}.dump();
}

} // namespace

std::string wait_message(size_t online, size_t waiting) {
    return message("WAIT", {{"online", online}, {"waiting", waiting}});
}

std::string match_message(const Pair &pair, bool to_asker, size_t online) {
    Json::Object payload{{"peer", to_asker ? pair.partner : pair.asker}, {"call", to_asker != pair.partner_calls}};
    if (!pair.tags.empty())
        payload.set("tags", pair.tags);
    if (!pair.language.empty())
        payload.set("language", pair.language);
    return message("MATCH", payload.set("online", online));
}

std::string error_message(std::string_view what, std::optional<std::chrono::milliseconds> retry) {
    Json::Object payload{{"msg", what}};
    if (retry)
        payload.set("retry", retry->count());
    return message("FIND-ERROR", payload);
}

} // namespace callbooth::matchmaker
