// SPDX-License-Identifier: MIT
/// A payload of Engine.IO's polling transport.
#include "socketio/engine/engine_packet.hpp"

#include "fuzz.hpp"
#include "socketio/engine/answers.hpp"
#include <callbooth/util/glib.hpp>

namespace callbooth::fuzz {

namespace {

using namespace callbooth::socketio;

void check_base64(std::string_view text) {
    const auto bytes = decode_base64(text);
    if (!bytes)
        return;
    require(bytes->size() <= text.size() * 3 / 4, "bytes are fewer than characters");
    require(decode_base64(std::string_view(base64_packet(*bytes)).substr(1)) == bytes, "binaries survive");
    gsize size = 0;
    const Handle<char> other(reinterpret_cast<char *>(g_base64_decode(std::string(text).c_str(), &size)));
    if (text.size() % 4 == 0)
        require(std::string_view(other.get(), size) == *bytes, "GLib decodes the same");
}

void check_packet(std::string_view text) {
    const auto packet = read_packet(text);
    if (!packet)
        return;
    require(packet->data.size() + 1 == text.size(), "a packet has one byte of type");
    if (packet->is_base64)
        check_base64(packet->data);
}

} // namespace

void run(std::string_view input) {
    std::string joined;
    size_t count = 0;
    PayloadReader reader(input);
    for (auto packet = reader.next(); packet; packet = reader.next()) {
        check_packet(*packet);
        if (count++ > 0)
            joined += '\x1e';
        joined += *packet;
    }
    require(joined == input, "packets are what lies between the separators");
    require(count == count_packets(input), "they are counted right");
    const auto mended = make_utf8(input);
    require(g_utf8_validate(mended.data(), static_cast<gssize>(mended.size()), nullptr) != FALSE, "text is UTF-8");
    if (const auto posted = posted_payload(input))
        require(posted->size() <= input.size(), "a form does not grow");
}

} // namespace callbooth::fuzz
