// SPDX-License-Identifier: MIT
#include "protocol.hpp"

#include <callbooth/util/glib.hpp>

namespace callbooth::control {
namespace {

std::string encode_base64(std::string_view bytes) {
    const Handle<char> text(g_base64_encode(reinterpret_cast<const guchar *>(bytes.data()), bytes.size()));
    return text.get();
}

Json parse(std::string_view line) {
    try {
        return Json::parse(line, {.depth = 8});
    } catch (const Error &e) {
        throw Refusal(Code::bad_request, std::string("the line is not JSON: ") + e.what());
    }
}

} // namespace

const char *to_string(Code code) {
    switch (code) {
    case Code::bad_request: return "bad-request";
    case Code::unknown: return "unknown";
    case Code::unavailable: return "unavailable";
    case Code::too_many: return "too-many";
    case Code::failed: return "failed";
    }
    return "?";
}

Request read_request(std::string_view line) {
    const Json body = parse(line);
    const auto name = body.find<std::string>("do");
    if (!name)
        throw Refusal(Code::bad_request, "a request is an object like {\"do\": \"status\"}");
    return {body.member("id").value_or(nullptr), *name, body};
}

std::string answer_line(const Json &id, const Json &result) {
    return Json::Object{{"id", id}, {"result", result}}.dump() + '\n';
}

std::string error_line(const Json &id, Code code, std::string_view why) {
    return Json::Object{{"id", id}, {"error", why}, {"code", to_string(code)}}.dump() + '\n';
}

std::string event_line(std::string_view name, const Json::Object &members) {
    Json::Object line{{"event", name}};
    for (const auto &[key, value] : members.members())
        line.set(key, value);
    return line.dump() + '\n';
}

void set_message(Json::Object &object, std::string_view bytes, bool binary) {
    if (binary)
        object.set("base64", encode_base64(bytes));
    else
        object.set("text", bytes);
}

std::optional<std::string> decode_base64(const std::string &text) {
    gsize size = 0;
    const Handle<char> bytes(reinterpret_cast<char *>(g_base64_decode(text.c_str(), &size)));
    std::string decoded(bytes.get(), size);
    // GLib skips characters that are not Base64
    return encode_base64(decoded) == text ? std::optional(std::move(decoded)) : std::nullopt;
}

} // namespace callbooth::control
