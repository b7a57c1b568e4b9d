// SPDX-License-Identifier: MIT
#include "wire.hpp"

#include <algorithm>
#include <array>

#include "json_check.hpp"
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::peerserver {

namespace {

constexpr std::array all_types = {Type::heartbeat, Type::offer, Type::answer, Type::candidate, Type::leave};

Type type_of(std::string_view name) {
    for (const Type type : all_types)
        if (name == to_string(type))
            return type;
    return Type::other;
}

/// `text` with U+FFFD in place of bytes that are not UTF-8.
std::string valid(std::string_view text) {
    return Handle<char>(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()))).get();
}

/// Stands for itself in a JSON string.
bool is_plain(char c) { return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20; }

} // namespace

const char *to_string(Type type) {
    switch (type) {
    case Type::heartbeat: return "HEARTBEAT";
    case Type::offer: return "OFFER";
    case Type::answer: return "ANSWER";
    case Type::candidate: return "CANDIDATE";
    case Type::leave: return "LEAVE";
    case Type::other: return "OTHER";
    }
    return "?";
}

std::optional<Message> Reader::read(std::string_view text) {
    Message message{};
    bool has_type = false;
    const auto take = [&](std::string_view name, std::string_view value) {
        const auto member = text_of(name, name_);
        if (member == "payload") {
            message.payload = value;
        } else if (member == "dst") {
            message.dst = text_of(value, dst_).value_or("");
        } else if (member == "type") {
            const auto type = text_of(value, type_);
            has_type = type.has_value();
            message.name = type.value_or("");
        }
    };
    // A binary message may be anything.
    if (!simdjson::validate_utf8(text.data(), text.size()) || !is_json(text, take) || !has_type)
        return {};
    message.type = type_of(message.name);
    return message;
}

std::optional<std::string_view> Reader::text_of(std::string_view json, std::string &kept) {
    if (!json.starts_with('"'))
        return {};
    if (json.find('\\') == std::string_view::npos)
        return json.substr(1, json.size() - 2);
    const simdjson::padded_string padded(json);
    simdjson::ondemand::document document;
    std::string_view text;
    if (parser_.iterate(padded).get(document) != simdjson::SUCCESS ||
        document.get_string().get(text) != simdjson::SUCCESS)
        return {};
    return kept = std::string(text);
}

std::string quote(std::string_view text) {
    std::string quoted;
    quoted.reserve(text.size() + 2);
    quoted += '"';
    if (std::all_of(text.begin(), text.end(), is_plain)) // as nearly every id is
        return quoted.append(text) += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\')
            (quoted += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20)
            quoted += fmt::format("\\u{:04x}", c);
        else
            quoted += c;
    }
    return quoted += '"';
}

void write_relay(std::string &out, std::string_view src, const Message &message) {
    out.clear();
    out.append(R"({"type":")").append(to_string(message.type));
    out.append(R"(","src":)").append(quote(src));
    out.append(R"(,"dst":)").append(quote(message.dst));
    if (!message.payload.empty())
        out.append(R"(,"payload":)").append(message.payload);
    out.append("}");
}

std::string expire_message(std::string_view src, std::string_view dst) {
    return fmt::format(R"({{"type":"EXPIRE","src":{},"dst":{}}})", quote(src), quote(dst));
}

std::string error_message(std::string_view text) {
    return fmt::format(R"({{"type":"ERROR","payload":{{"msg":{}}}}})", quote(text));
}

std::string expulsion_message(const Expulsion &why) {
    const auto message = quote(valid(why.reason));
    if (why.banned.count() == 0)
        return fmt::format(R"({{"type":"KICKED","payload":{{"msg":{}}}}})", message);
    return fmt::format(R"({{"type":"BANNED","payload":{{"msg":{},"seconds":{}}}}})", message, why.banned.count());
}

std::string notice_message(std::string_view text) {
    return fmt::format(R"({{"type":"NOTICE","payload":{{"text":{}}}}})", quote(valid(text)));
}

} // namespace callbooth::peerserver
