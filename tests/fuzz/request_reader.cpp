// SPDX-License-Identifier: MIT
/// What clients send over HTTP, cut into requests.
#include "net/http/request_reader.hpp"

#include <vector>

#include "fuzz.hpp"

namespace callbooth::fuzz {

namespace {

constexpr net::HeadLimits limits{.head = 400, .target = 100, .fields = 8, .body = 64};

struct Read {
    std::vector<std::string> requests; ///< method, target and body
    std::optional<net::Refusal> refusal;

    bool operator==(const Read &other) const = default;
};

void check(const net::Request &request) {
    const auto &head = request.head;
    require(request.text.size() <= limits.head && head.target.size() <= limits.target &&
                head.fields.size() <= limits.fields && request.body.size() <= limits.body,
            "limits hold");
    require(head.target.starts_with('/'), "a target is a path");
    require(head.count("Host") <= 1 && head.count("Content-Length") <= 1, "nothing stands twice that must not");
    require(request.body.size() == head.content_length, "a body is as long as it was announced");
    for (const auto &field : head.fields)
        require(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos, "a line is a line");
}

/// Feeds `bytes` in pieces of `piece` bytes.
Read read(std::string_view bytes, size_t piece) {
    Read read;
    net::RequestReader reader(limits);
    while (!bytes.empty() && !read.refusal) {
        reader.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(bytes.size(), piece));
        auto step = reader.next();
        for (; step == net::RequestReader::Step::request; step = reader.next()) {
            const auto &request = reader.request();
            check(request);
            read.requests.push_back(std::string(request.head.method) + " " + std::string(request.head.target) + " " +
                                    request.body);
        }
        if (step == net::RequestReader::Step::refused)
            read.refusal = reader.refusal();
    }
    return read;
}

} // namespace

void run(std::string_view bytes) {
    const auto whole = read(bytes, std::max<size_t>(bytes.size(), 1));
    for (const size_t piece : {1, 7}) {
        const auto pieces = read(bytes, piece);
        require(pieces.requests == whole.requests && pieces.refusal.has_value() == whole.refusal.has_value(),
                "it does not matter how the network cuts it");
    }
}

} // namespace callbooth::fuzz
