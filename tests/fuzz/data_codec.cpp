// SPDX-License-Identifier: MIT
/// Messages of a data channel. The first byte says how the channel is serialized and whether the rest is what the
/// partner sends, or a text that a client of our kind sends twice.
#include <algorithm>
#include <vector>

#include "fuzz.hpp"
#include <callbooth/error.hpp>
#include <callbooth/util/data_codec.hpp>

namespace callbooth::fuzz {

namespace {

using namespace callbooth::data;

constexpr std::string_view names[] = {"json", "raw", "binary", "binary-utf8", "MsgPack"};

/// Several messages, each behind its length in two bytes.
void receive(std::string_view name, bool binary, bool fragments, Input input) {
    MessageCodec channel(name, {.fragments = fragments});
    size_t received = 0;
    size_t texts = 0;
    while (!input.empty()) {
        const size_t high = input.byte();
        const auto message = input.take(high << 8 | input.byte());
        received += message.size();
        for (const auto &one : channel.decode(message, binary)) {
            if (const auto *value = std::get_if<Value>(&one); value && value->as<std::string>())
                texts += value->as<std::string>()->size();
            if (const auto *fragment = std::get_if<Fragment>(&one)) {
                texts += fragment->bytes.size();
                require(fragment->offset + fragment->bytes.size() <= fragment->size, "a fragment is in its array");
            }
        }
    }
    require(texts <= received, "texts are no longer than what came");
}

/// Two texts; where messages may overtake each other, they do. Nothing when the serialization has no room for them.
std::vector<Encoded> encode_both(MessageCodec &sender, const std::string &first, const std::string &second) {
    try {
        auto messages = sender.encode({first});
        for (auto &message : sender.encode({second}))
            messages.push_back(std::move(message));
        return messages;
    } catch (const Error &) {
        return {};
    }
}

std::string printable(std::string_view bytes) {
    std::string text;
    for (const char c : bytes)
        text += static_cast<char>('!' + static_cast<unsigned char>(c) % 90);
    return text;
}

void send(std::string_view name, Input input) {
    const size_t times = 1 + size_t{input.byte()} * 4;
    const bool stream = name == "MsgPack";
    const size_t turn = stream ? 0 : input.byte();
    const size_t stride = stream ? 1 : 1 + input.byte() % 4;
    const auto once = printable(input.rest());
    std::string text;
    for (size_t i = 0; i < times && text.size() < Limits().message / 2; ++i)
        text += once;
    MessageCodec sender(name);
    MessageCodec receiver(name);
    const auto messages = encode_both(sender, text, text + "~");
    require(!messages.empty() || (name == "json" && text.size() >= chunk_bytes / 6),
            "only a long text in JSON is refused");
    std::vector<std::string> texts;
    for (size_t first = 0; first < stride; ++first)
        for (size_t i = first; i < messages.size(); i += stride) {
            const auto &message = messages[(i + turn) % messages.size()];
            require(message.bytes.size() <= 32768 || name == "raw", "a message fits into every browser");
            for (const auto &one : receiver.decode(message.bytes, message.binary))
                if (const auto *value = std::get_if<Value>(&one); value && value->as<std::string>())
                    texts.push_back(*value->as<std::string>());
        }
    std::sort(texts.begin(), texts.end());
    require(messages.empty() || texts == std::vector{text, text + "~"}, "each text arrives once, and as it was sent");
}

} // namespace

void run(std::string_view bytes) {
    Input input(bytes);
    const auto mode = input.byte();
    const auto name = names[mode % 5];
    if (mode / 5 % 2 == 0)
        receive(name, mode / 10 % 2 == 0, mode / 20 % 2 == 1, input);
    else
        send(name, input);
}

} // namespace callbooth::fuzz
