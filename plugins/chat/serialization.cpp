// SPDX-License-Identifier: MIT
#include "serialization.hpp"

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>

namespace callbooth::chat {
namespace {

Encoded encode_json(std::string_view text) {
    std::string bytes = Json(text).dump();
    if (bytes.size() >= chunk_bytes)
        throw Error("the text is too long for a channel with json serialization, which does not divide messages");
    return {std::move(bytes), true};
}

/// Nothing when it is not JSON.
std::optional<Json> read_json(std::string_view bytes) {
    try {
        return Json::parse(bytes, {.depth = max_depth, .drop_deeper = true});
    } catch (const Error &) {
        return std::nullopt;
    }
}

Decoded decode_json(std::string_view bytes) {
    const auto value = read_json(bytes);
    if (!value)
        return Other{"bytes that are no JSON"};
    if (auto text = value->as<std::string>())
        return Line{*std::move(text)};
    if (!value->member("__peerData"))
        return Other{"JSON that is no text"};
    if (value->find<std::string>("__peerData.type") == "close")
        return CloseRequest{};
    return Other{"an order of peerjs that is not known"};
}

Decoded decode_raw(std::string_view bytes, bool binary) {
    if (binary)
        return Other{"a binary message"};
    return Line{std::string(bytes)};
}

/// What a packed message says that is no part of another one.
Decoded meaning(const Value &value) {
    if (const auto *text = value.as<std::string>())
        return Line{*text};
    const Value *order = value.member("__peerData");
    const Value *type = order ? order->member("type") : nullptr;
    const auto *name = type ? type->as<std::string>() : nullptr;
    if (name && *name == "close")
        return CloseRequest{};
    return Other{"BinaryPack that is no text"};
}

MessageFormat format_of(std::string_view name) {
    const auto *known = find_serialization(name);
    return known ? known->format : MessageFormat::raw;
}

} // namespace

Serialization::Serialization(std::string_view name) : format_(format_of(name)) {}

std::vector<Encoded> Serialization::encode(std::string_view text) {
    if (format_ == MessageFormat::json)
        return {encode_json(text)};
    if (format_ == MessageFormat::raw)
        return {{std::string(text), false}};
    std::string packed = pack({std::string(text)});
    std::vector<Encoded> messages;
    if (packed.size() <= chunk_bytes)
        messages.push_back({std::move(packed), true});
    else
        for (std::string &part : cut(packed, ++last_id_))
            messages.push_back({std::move(part), true});
    return messages;
}

Decoded Serialization::decode(std::string_view bytes, bool binary) {
    switch (format_) {
    case MessageFormat::json: return decode_json(bytes);
    case MessageFormat::raw: return decode_raw(bytes, binary);
    case MessageFormat::binary: return decode_binary(bytes);
    }
    return Other{};
}

Decoded Serialization::decode_binary(std::string_view bytes) {
    const auto value = unpack(bytes);
    if (!value)
        return Other{"bytes that are no BinaryPack"};
    const Value *id = value->member("__peerData");
    if (!id || !id->as<double>())
        return meaning(*value);
    const auto whole = reassembly_.add(*value);
    if (!whole)
        return Other{"a part of a message"};
    const auto inner = unpack(*whole);
    return inner ? meaning(*inner) : Decoded(Other{"bytes that are no BinaryPack"});
}

} // namespace callbooth::chat
