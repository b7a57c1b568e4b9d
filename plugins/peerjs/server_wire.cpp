// SPDX-License-Identifier: MIT
#include "server_wire.hpp"

#include "fields.hpp"
#include <callbooth/services/wish_limits.hpp>
#include <callbooth/util/text.hpp>

namespace callbooth::peerjs {

namespace {

using wish_limits::max_language_bytes;
using wish_limits::max_tags;

constexpr size_t max_text_bytes = 4096;
constexpr size_t max_text_characters = 500;
constexpr size_t max_tag_bytes = 256;
constexpr uint64_t most_people = 1000000000;
constexpr uint64_t longest_ms = 3600 * 1000;
constexpr uint64_t longest_ban = 366 * 86400;

std::string line(const Json &payload, const char *name, const char *fallback) {
    const auto text = text_member(payload, name, max_text_bytes);
    return text ? one_line(*text, max_text_characters) : fallback;
}

std::optional<Incoming> parse_match(const Json &payload) {
    const auto peer = id_member(payload, "peer");
    const auto call = payload.find<bool>("call");
    if (!peer || !call)
        return Ignored{"a MATCH without a usable peer or call"};
    Match match{*peer, *call, {}, {}, number_member(payload, "online", most_people)};
    if (const auto language = text_member(payload, "language", max_language_bytes))
        match.language = one_line(*language, max_language_bytes);
    for (const auto &item : payload.find<std::vector<Json>>("tags").value_or(std::vector<Json>()))
        if (const auto tag = item.as<std::string>(); tag && match.tags.size() < max_tags)
            match.tags.push_back(one_line(*tag, max_tag_bytes));
    return match;
}

} // namespace

std::optional<Incoming> parse_from_server(const std::string &type, const Json &payload) {
    if (type == "MATCH")
        return parse_match(payload);
    if (type == "WAIT")
        return Waiting{number_member(payload, "online", most_people), number_member(payload, "waiting", most_people)};
    if (type == "FIND-ERROR")
        return FindRefused{line(payload, "msg", "no reason given"),
                           std::chrono::milliseconds(number_member(payload, "retry", longest_ms))};
    const auto peer = id_member(payload, "peer");
    if (type == "REPORTED" && peer)
        return Reported{*peer};
    if (type == "REPORT-ERROR")
        return ReportRefused{peer ? *peer : "", line(payload, "msg", "no reason given")};
    if (type == "NOTICE")
        return Notice{line(payload, "text", "")};
    if (type == "KICKED")
        return Dismissed{line(payload, "msg", "no reason given"), {}};
    if (type == "BANNED")
        return Dismissed{line(payload, "msg", "banned"),
                         std::chrono::seconds(number_member(payload, "seconds", longest_ban))};
    return {};
}

std::string find(const Wishes &wishes) {
    Json::Object payload;
    if (!wishes.tags.empty())
        payload.set("tags", wishes.tags);
    if (!wishes.language.empty())
        payload.set("language", wishes.language);
    if (!wishes.block.empty())
        payload.set("block", wishes.block);
    return Json::Object{{"type", "FIND"}, {"payload", payload}}.dump();
}

std::string cancel_find() { return R"({"type":"CANCEL-FIND"})"; }

std::string report(const std::string &peer, const std::string &reason) {
    Json::Object payload;
    if (!reason.empty())
        payload.set("reason", reason);
    return Json::Object{{"type", "REPORT"}, {"dst", peer}, {"payload", payload}}.dump();
}

} // namespace callbooth::peerjs
