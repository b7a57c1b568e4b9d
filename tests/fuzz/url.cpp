// SPDX-License-Identifier: MIT
/// The target of a request: a path, and a query behind a question mark; and where the router sends it.
#include "net/http/url.hpp"

#include <array>

#include "fuzz.hpp"
#include "net/http/router.hpp"
#include <callbooth/util/glib.hpp>

namespace callbooth::fuzz {

namespace {

using namespace callbooth::net;

std::string escape(const std::string &text) {
    std::string escaped;
    for (const char c : text)
        if (g_ascii_isalnum(c))
            escaped += c;
        else
            escaped += {'%', "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4], "0123456789abcdef"[c & 15]};
    return escaped;
}

void check_query(std::string_view raw) {
    const auto query = parse_query(raw);
    std::string again;
    for (const auto &[name, value] : query)
        again += escape(name) + '=' + escape(value) + '&';
    require(parse_query(again) == query, "names and values survive being escaped");
}

void check_path(std::string_view raw, const std::string &path) {
    require(path.starts_with('/') && path.size() <= raw.size(), "a path begins with a slash");
    require(std::none_of(path.begin(), path.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; }),
            "a path has no control characters and no backslashes");
    const auto framed = path + '/';
    require(framed.find("/./") == std::string::npos && framed.find("/../") == std::string::npos,
            "a path does not climb");
    require(decode_path('/' + escape(path.substr(1))) == path, "a path survives being escaped");
}

/// Each answers with its own path.
class Site {
public:
    Site() {
        for (const char *path : paths)
            routes_.push_back(router_.route(
                path, [path](const HttpRequest &) { return HttpResponse{.body = path}; },
                path == polls ? Audience::peers : Audience::everybody));
        socket_ = router_.websocket("/a/socket", [](const HttpRequest &, WebSocket &) {});
        gate_ = router_.gate_peers([](const HttpRequest &) { return HttpResponse{.status = 403}; });
    }

    void check(std::string_view path) {
        HttpRequest request{};
        request.path = path;
        std::string_view longest;
        for (const std::string_view candidate : paths)
            if (is_below(path, candidate) && candidate.size() >= longest.size())
                longest = candidate;
        const auto response = router_.answer(request);
        require(response.status == 200 && response.body == longest, "the longest path wins");
        const bool for_peers = router_.endpoint(path) || longest == polls;
        require(router_.refusal(request).has_value() == for_peers, "nobody gets around a gate");
    }

private:
    static constexpr std::string_view polls = "/find/poll";
    static constexpr std::array paths = {"/", "/a", "/a/b", "/a/b/c", "/ab", "/find", "/find/poll"};
    Router router_{[](Level, std::string_view) {}};
    std::vector<Subscription> routes_;
    Subscription socket_;
    Subscription gate_;
};

} // namespace

void run(std::string_view bytes) {
    static Site site;
    Input input(bytes);
    const auto raw = input.until('?');
    if (const auto path = decode_path(raw)) {
        check_path(raw, *path);
        site.check(*path);
    }
    check_query(input.rest());
}

} // namespace callbooth::fuzz
