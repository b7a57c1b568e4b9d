// SPDX-License-Identifier: MIT
/// Messages of a data channel. The first byte says how the channel is serialized and whether the rest is what the
/// partner sends, or a text that a client of our kind sends twice.
#include <vector>

#include "chat/serialization.hpp"
#include "chat/text.hpp"
#include "fuzz.hpp"
#include <callbooth/error.hpp>
#include <glib.h>

namespace callbooth::fuzz {

namespace {

using namespace callbooth::chat;

constexpr std::string_view names[] = {"json", "raw", "binary", "binary-utf8"};
constexpr size_t max_line = 1000;

void require_clean(std::string_view bytes) {
    const auto line = clean(bytes, max_line);
    require(g_utf8_validate(line.data(), static_cast<gssize>(line.size()), nullptr), "a shown line is UTF-8");
    require(count_characters(line) <= max_line, "a shown line is as short as wanted");
    require(std::none_of(line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }),
            "a shown line has no control characters");
    require(clean(line, max_line) == line, "a clean line stays as it is");
}

/// Several messages, each behind its length in two bytes.
void receive(std::string_view name, bool binary, Input input) {
    Serialization channel(name);
    size_t received = 0;
    while (!input.empty()) {
        const size_t high = input.byte();
        const auto message = input.take(high << 8 | input.byte());
        received += message.size();
        const auto decoded = channel.decode(message, binary);
        const auto *line = std::get_if<Line>(&decoded);
        if (!line)
            continue;
        require(line->text.size() <= received, "a line is no longer than what came");
        require_clean(line->text);
    }
}

/// Two texts whose messages overtake each other. Nothing when the serialization has no room for them.
std::vector<Encoded> encode_both(Serialization &sender, const std::string &first, const std::string &second) {
    try {
        auto messages = sender.encode(first);
        for (auto &message : sender.encode(second))
            messages.push_back(std::move(message));
        return messages;
    } catch (const Error &) {
        return {};
    }
}

void send(std::string_view name, Input input) {
    const size_t times = 1 + size_t{input.byte()} * 4;
    const size_t turn = input.byte();
    const size_t stride = 1 + input.byte() % 4;
    const auto once = clean(input.rest(), max_line);
    std::string text;
    for (size_t i = 0; i < times && text.size() < Reassembly::max_bytes / 2; ++i)
        text += once;
    Serialization sender(name);
    Serialization receiver(name);
    const auto messages = encode_both(sender, text, text + "!");
    require(!messages.empty() || (name == "json" && text.size() >= chunk_bytes / 6),
            "only a long text in JSON is refused");
    std::vector<std::string> lines;
    for (size_t first = 0; first < stride; ++first)
        for (size_t i = first; i < messages.size(); i += stride) {
            const auto &message = messages[(i + turn) % messages.size()];
            require(message.bytes.size() <= chunk_bytes + 64 || name == "raw", "a message fits into every browser");
            const auto decoded = receiver.decode(message.bytes, message.binary);
            if (const auto *line = std::get_if<Line>(&decoded))
                lines.push_back(line->text);
        }
    std::sort(lines.begin(), lines.end());
    require(messages.empty() || lines == std::vector{text, text + "!"}, "each text arrives once, and as it was sent");
}

} // namespace

void run(std::string_view bytes) {
    Input input(bytes);
    const auto mode = input.byte();
    const auto name = names[mode % 4];
    if (mode / 4 % 2 == 0)
        receive(name, mode / 8 % 2 == 0, input);
    else
        send(name, input);
    require_clean(bytes);
}

} // namespace callbooth::fuzz
