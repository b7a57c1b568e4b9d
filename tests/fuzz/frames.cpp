// SPDX-License-Identifier: MIT
/// WebSocket framing. The first byte says whether the rest is what the client sends, or messages (one each line) that a
/// client frames correctly, with pings in between.
#include "net/websocket/frames.hpp"

#include <vector>

#include "fuzz.hpp"
#include <glib.h>

namespace callbooth::fuzz {

namespace {

constexpr size_t max_message = 300;

struct Received {
    std::vector<std::string> messages;
    std::string output;
    uint32_t other_frames = 0;
    bool in_message = false;
    bool finished = false;

    bool operator==(const Received &other) const = default;
};

/// Feeds `bytes` in pieces of `piece` bytes.
Received receive(std::string_view bytes, size_t piece) {
    Received received;
    net::BufferPool buffers;
    net::Frames frames(max_message, buffers,
                       [&](std::string_view message, WebSocket::Kind) { received.messages.emplace_back(message); });
    while (!bytes.empty()) {
        frames.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(bytes.size(), piece));
    }
    received.output = frames.output().all();
    received.other_frames = frames.other_frames();
    received.in_message = frames.in_message();
    received.finished = frames.finished_reading();
    return received;
}

void check_any(std::string_view bytes) {
    const auto whole = receive(bytes, std::max<size_t>(bytes.size(), 1));
    require(whole == receive(bytes, 1) && whole == receive(bytes, 7), "it does not matter how the network cuts it");
    require(std::all_of(whole.messages.begin(), whole.messages.end(),
                        [](const std::string &message) { return message.size() <= max_message; }),
            "no message is longer than allowed");
    require(whole.output.size() <= bytes.size() + 127, "the answer to little is little");
}

/// One masked frame as a client sends it (RFC 6455 section 5.2).
std::string frame(unsigned opcode, bool final, std::string_view payload) {
    std::string bytes;
    const auto put = [&](size_t byte) { bytes += static_cast<char>(byte & 0xff); };
    put((final ? 0x80U : 0U) | opcode);
    if (payload.size() < 126) {
        put(0x80 | payload.size());
    } else {
        put(0x80 | 126U);
        put(payload.size() >> 8);
        put(payload.size());
    }
    static constexpr std::string_view mask = "\x12\xfe\x80\x01";
    bytes += mask;
    for (size_t i = 0; i < payload.size(); ++i)
        put(static_cast<size_t>(payload[i] ^ mask[i % 4]));
    return bytes;
}

void check_messages(Input input) {
    constexpr unsigned continuation = 0;
    constexpr unsigned text = 1;
    constexpr unsigned ping = 9;
    const size_t piece = 1 + input.byte();
    const size_t part = 1 + input.byte() % 32;
    std::string stream;
    std::vector<std::string> sent;
    size_t pongs = 0;
    uint32_t others = 0;
    while (!input.empty()) {
        auto line = input.line().substr(0, max_message);
        if (!g_utf8_validate(line.data(), static_cast<gssize>(line.size()), nullptr))
            line = "no text"; // a text message has to be one
        sent.emplace_back(line);
        for (auto opcode = text;; opcode = continuation) {
            const bool final = line.size() <= part;
            stream += frame(opcode, final, line.substr(0, part));
            stream += frame(ping, true, "?");
            pongs += 3; // bytes: two of a header, one of payload
            others += final ? 1 : 2;
            if (final)
                break;
            line.remove_prefix(part);
        }
    }
    const auto received = receive(stream, piece);
    require(received.messages == sent, "each message arrives, once and whole");
    require(received.other_frames == others && !received.in_message, "each frame is counted");
    require(received.output.size() == pongs && !received.finished, "each ping is answered, and nothing is refused");
}

} // namespace

void run(std::string_view bytes) {
    Input input(bytes);
    if (input.byte() % 2 == 0)
        check_any(input.rest());
    else
        check_messages(input);
}

} // namespace callbooth::fuzz
