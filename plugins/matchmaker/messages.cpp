// SPDX-License-Identifier: MIT
#include "messages.hpp"

#include <nlohmann/json.hpp>

namespace callbooth::matchmaker {

namespace {

using Json = nlohmann::ordered_json;

std::string message(const char *type, Json payload) {
    return Json{{"type", type}, {"payload", std::move(payload)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

std::string wait_message(size_t online, size_t waiting) {
    return message("WAIT", {{"online", online}, {"waiting", waiting}});
}

std::string match_message(const Pair &pair, bool to_asker, size_t online) {
    Json payload{{"peer", to_asker ? pair.partner : pair.asker}, {"call", to_asker}};
    if (!pair.tags.empty())
        payload["tags"] = pair.tags;
    if (!pair.language.empty())
        payload["language"] = pair.language;
    payload["online"] = online;
    return message("MATCH", std::move(payload));
}

std::string error_message(std::string_view what, std::optional<std::chrono::milliseconds> retry) {
    Json payload{{"msg", what}};
    if (retry)
        payload["retry"] = retry->count();
    return message("FIND-ERROR", std::move(payload));
}

} // namespace callbooth::matchmaker
