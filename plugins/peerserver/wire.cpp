// SPDX-License-Identifier: MIT
#include "wire.hpp"

#include <array>

#include "json_check.hpp"
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

/// The bytes of a value as they stand in the text.
std::optional<std::string_view> raw(simdjson::ondemand::value value) {
    using simdjson::ondemand::json_type;
    json_type type;
    if (value.type().get(type) != simdjson::SUCCESS)
        return {};
    std::string_view bytes;
    simdjson::ondemand::object object;
    simdjson::ondemand::array array;
    if (type == json_type::object) {
        if (value.get_object().get(object) != simdjson::SUCCESS || object.raw_json().get(bytes) != simdjson::SUCCESS)
            return {};
        return bytes;
    }
    if (type == json_type::array) {
        if (value.get_array().get(array) != simdjson::SUCCESS || array.raw_json().get(bytes) != simdjson::SUCCESS)
            return {};
        return bytes;
    }
    return value.raw_json_token();
}

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
    type_.reset();
    name_ = dst_ = payload_ = {};
    if (!is_json(text))
        return {};
    buffer_.assign(text);
    buffer_.append(simdjson::SIMDJSON_PADDING, ' ');
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    const simdjson::padded_string_view padded(buffer_.data(), text.size(), buffer_.size());
    if (parser_.iterate(padded).get(document) != simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS)
        return {};
    for (auto field : object) {
        std::string_view key;
        simdjson::ondemand::value value;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS ||
            !take(key, value))
            return {};
    }
    if (!type_)
        return {};
    return Message{*type_, dst_, payload_, name_};
}

bool Reader::take(std::string_view key, simdjson::ondemand::value value) {
    if (key == "payload") {
        const auto bytes = raw(value);
        payload_ = bytes.value_or(std::string_view());
        return bytes.has_value();
    }
    if (key != "type" && key != "dst")
        return true;
    std::string_view text;
    const bool is_text = value.get_string().get(text) == simdjson::SUCCESS;
    if (!is_text)
        text = {};
    if (key == "type") {
        name_ = text;
        type_ = is_text ? std::optional(type_of(text)) : std::nullopt;
    } else {
        dst_ = text;
    }
    return true;
}

std::string quote(std::string_view text) {
    std::string quoted = "\"";
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

} // namespace callbooth::peerserver
