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
    const std::string *text = text_member(payload, name, max_text_bytes);
    return text ? one_line(*text, max_text_characters) : fallback;
}

std::optional<Incoming> parse_match(const Json &payload) {
    const std::string *peer = id_member(payload, "peer");
    const Json *call = member(payload, "call");
    if (!peer || !call || !call->is_boolean())
        return Ignored{"a MATCH without a usable peer or call"};
    Match match{*peer, call->get<bool>(), {}, {}, number_member(payload, "online", most_people)};
    if (const std::string *language = text_member(payload, "language", max_language_bytes))
        match.language = one_line(*language, max_language_bytes);
    if (const Json *tags = member(payload, "tags"); tags && tags->is_array())
        for (const auto &tag : *tags)
            if (tag.is_string() && match.tags.size() < max_tags)
                match.tags.push_back(one_line(tag.get_ref<const std::string &>(), max_tag_bytes));
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
    const std::string *peer = id_member(payload, "peer");
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
    Json payload = Json::object();
    if (!wishes.tags.empty())
        payload["tags"] = wishes.tags;
    if (!wishes.language.empty())
        payload["language"] = wishes.language;
    if (!wishes.block.empty())
        payload["block"] = wishes.block;
    return dump({{"type", "FIND"}, {"payload", std::move(payload)}});
}

std::string cancel_find() { return R"({"type":"CANCEL-FIND"})"; }

std::string report(const std::string &peer, const std::string &reason) {
    Json payload = Json::object();
    if (!reason.empty())
        payload["reason"] = reason;
    return dump({{"type", "REPORT"}, {"dst", peer}, {"payload", std::move(payload)}});
}

} // namespace callbooth::peerjs
