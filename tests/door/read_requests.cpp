// SPDX-License-Identifier: MIT
/// Reads inputs from standard input, each behind its size in four bytes (little-endian), as bytes of one connection
/// each, and prints a line of JSON for each: what the server's reader makes of them.
#include <cstdint>
#include <cstdio>
#include <string>

#include "net/http/request_reader.hpp"
#include <callbooth/json.hpp>

namespace {

using namespace callbooth;
using Step = net::RequestReader::Step;

/// Latin-1, as Node.js shows bytes.
std::string latin1(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80)
            text += static_cast<char>(0xc0 | byte >> 6);
        text += static_cast<char>(byte < 0x80 ? byte : 0x80 | (byte & 0x3f));
    }
    return text;
}

Json read(std::string_view bytes) {
    net::RequestReader reader({});
    reader.feed(bytes);
    Json::Array requests;
    Step step = reader.next();
    for (; step == Step::request; step = reader.next()) {
        const auto &request = reader.request();
        requests.add(Json::Object{
            {"method", request.head.method}, {"target", request.head.target}, {"body", latin1(request.body)}});
        if (!request.head.keep_alive)
            return Json::Object{{"requests", requests}, {"end", "close"}};
        if (request.head.lists("Connection", "upgrade") && request.head.count("Upgrade") > 0)
            return Json::Object{{"requests", requests}, {"end", "upgrade"}}; // Node.js reads no further either
    }
    const char *end = step == Step::refused ? net::answer_to(reader.refusal()).label : reader.is_idle() ? "" : "more";
    return Json::Object{{"requests", requests}, {"end", end}};
}

} // namespace

int main() {
    uint32_t size = 0;
    while (std::fread(&size, sizeof size, 1, stdin) == 1) {
        std::string bytes(size, '\0');
        if (std::fread(bytes.data(), 1, size, stdin) != size)
            return 1;
        std::puts(read(bytes).dump().c_str());
    }
    return 0;
}
