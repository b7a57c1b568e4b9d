// SPDX-License-Identifier: MIT
#include <algorithm>

#include <callbooth/error.hpp>
#include <callbooth/util/data_codec.hpp>

namespace callbooth::data {
namespace {

constexpr size_t stream_piece = 32 * 1024; // as @msgpack/msgpack's messages are cut by peerjs
constexpr size_t rescans = 64;             // of each byte, while a value comes in pieces
constexpr size_t values_at_once = 1024;    // of a stream in one message: each of them is an event

MessageFormat format_of(std::string_view name) {
    const auto *known = find_serialization(name);
    return known ? known->format : MessageFormat::raw;
}

bool holds_bytes(const Value &value) {
    if (const auto *array = value.as<Array>())
        return std::any_of(array->begin(), array->end(), holds_bytes);
    if (const auto *object = value.as<Object>())
        return std::any_of(object->begin(), object->end(), [](const Member &each) { return holds_bytes(each.value); });
    return value.as<Bytes>() != nullptr;
}

std::vector<Encoded> encode_json(const Value &value, bool binary) {
    if (holds_bytes(value))
        throw Error("a connection with json serialization carries no bytes");
    std::string bytes = to_json(value).dump();
    if (bytes.size() >= chunk_bytes)
        throw Error("it is too long for a connection with json serialization, which does not divide messages");
    return {{std::move(bytes), binary}};
}

std::vector<Encoded> encode_raw(const Value &value) {
    if (const auto *text = value.as<std::string>())
        return {{*text, false}};
    if (const auto *bytes = value.as<Bytes>())
        return {{bytes->data, true}};
    throw Error("a connection with raw serialization carries texts and bytes, not " + describe(value));
}

std::vector<Encoded> encode_stream(const Value &value) {
    const std::string packed = pack(value, Dialect::msg_pack);
    std::vector<Encoded> pieces;
    for (size_t at = 0; at < packed.size(); at += stream_piece)
        pieces.push_back({packed.substr(at, stream_piece), true});
    return pieces;
}

std::vector<Received> decode_raw(std::string_view bytes, bool binary) {
    if (binary)
        return {Value{Bytes{std::string(bytes)}}};
    return {Value{std::string(bytes)}};
}

bool is_close_request(const Value &value) {
    const Value *order = value.member("__peerData");
    const Value *type = order ? order->member("type") : nullptr;
    const auto *name = type ? type->as<std::string>() : nullptr;
    return name && *name == "close";
}

Received meaning(Value value) {
    if (is_close_request(value))
        return CloseRequest{};
    return value;
}

} // namespace

MessageCodec::MessageCodec(std::string_view serialization, const Options &options)
    : format_(format_of(serialization)), options_(options), reassembly_(options.limits) {}

std::vector<Encoded> MessageCodec::encode(const Value &value) {
    switch (format_) {
    case MessageFormat::json: return encode_json(value, json_is_binary_);
    case MessageFormat::raw: return encode_raw(value);
    case MessageFormat::binary: return encode_binary(value);
    case MessageFormat::msg_pack: return encode_stream(value);
    }
    return {};
}

std::vector<Encoded> MessageCodec::encode_binary(const Value &value) {
    std::string packed = pack(value);
    std::vector<Encoded> messages;
    if (packed.size() <= chunk_bytes)
        messages.push_back({std::move(packed), true});
    else
        for (std::string &part : cut(packed, new_message_id()))
            messages.push_back({std::move(part), true});
    return messages;
}

std::vector<Received> MessageCodec::decode(std::string_view bytes, bool binary) {
    switch (format_) {
    case MessageFormat::json: return decode_json(bytes, binary);
    case MessageFormat::raw: return decode_raw(bytes, binary);
    case MessageFormat::binary: return decode_binary(bytes);
    case MessageFormat::msg_pack: return decode_stream(bytes);
    }
    return {};
}

std::vector<Received> MessageCodec::decode_json(std::string_view bytes, bool binary) {
    json_is_binary_ = binary;
    try {
        const JsonLimits limits{.depth = options_.limits.depth, .size = options_.limits.message, .drop_deeper = true};
        return {meaning(from_json(Json::parse(bytes, limits)))};
    } catch (const Error &) {
        return {Unreadable{"bytes that are not JSON"}};
    }
}

std::vector<Received> MessageCodec::decode_binary(std::string_view bytes) {
    auto value = unpack(bytes, options_.limits);
    if (!value)
        return {Unreadable{"bytes that are not BinaryPack"}};
    const Value *id = value->member("__peerData");
    if (id && id->as<double>())
        return decode_part(*value);
    return {meaning(*std::move(value))};
}

std::vector<Received> MessageCodec::decode_part(const Value &pack) {
    if (options_.fragments)
        if (auto fragment = streams_.add(pack))
            return {*std::move(fragment)};
    const auto [message, problem] = reassembly_.add(pack);
    if (!problem.empty())
        return {Unreadable{problem}};
    if (!message)
        return {};
    auto value = unpack(*message, options_.limits);
    return {value ? meaning(*std::move(value)) : Received(Unreadable{"bytes that are not BinaryPack"})};
}

/// The messages of such a channel are pieces of one stream of values.
std::vector<Received> MessageCodec::decode_stream(std::string_view bytes) {
    std::vector<Received> received;
    if (broken_)
        return received;
    unread_ += bytes;
    credit_ += rescans * bytes.size();
    size_t used = 0;
    // needed_ exceeds what is there when a value is not complete
    while (used < unread_.size() && unread_.size() - used >= needed_ && !broken_)
        used += decode_next(std::string_view(unread_).substr(used), received);
    unread_.erase(0, used);
    if (broken_)
        received.push_back(Unreadable{"bytes that are not MessagePack, or too many; nothing more is read"});
    return received;
}

/// Returns how many bytes the first value has; 0 when it is not complete yet, and `needed_` says how many it takes.
size_t MessageCodec::decode_next(std::string_view bytes, std::vector<Received> &received) {
    auto first = unpack_first(bytes, Dialect::msg_pack, options_.limits);
    needed_ = first.needed;
    if (first.state == Unpacked::State::whole) {
        received.push_back(meaning(std::move(first.value)));
        broken_ = received.size() > values_at_once;
        return first.used;
    }
    broken_ = first.state == Unpacked::State::malformed || needed_ > options_.limits.message || bytes.size() > credit_;
    credit_ -= std::min(credit_, bytes.size());
    return 0;
}

} // namespace callbooth::data
