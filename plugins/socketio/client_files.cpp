// SPDX-License-Identifier: MIT
#include "client_files.hpp"

#include <algorithm>
#include <array>

#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::socketio {

namespace {
constexpr std::array<std::string_view, 4> scripts{"socket.io.js", "socket.io.min.js", "socket.io.esm.min.js",
                                                  "socket.io.msgpack.min.js"};
constexpr std::string_view map_ending = ".map";

bool is_map(std::string_view name) { return name.ends_with(map_ending); }

bool is_served(std::string_view name) {
    if (is_map(name))
        name.remove_suffix(map_ending.size());
    return std::find(scripts.begin(), scripts.end(), name) != scripts.end();
}

/// What follows `Socket.IO v` in the first comment.
std::string version_in(std::string_view script) {
    constexpr std::string_view before = "Socket.IO v";
    const auto at = script.substr(0, 1024).find(before);
    if (at == std::string_view::npos)
        return "0";
    const auto rest = script.substr(at + before.size());
    return std::string(rest.substr(0, rest.find_first_not_of("0123456789.")));
}
} // namespace

ClientFiles::Content ClientFiles::content(std::string_view name) {
    if (const auto found = contents_.find(name); found != contents_.end())
        return found->second;
    Handle<char> bytes;
    gsize size = 0;
    const auto path = fmt::format("{}/{}", folder_, name);
    if (g_file_get_contents(path.c_str(), Out(bytes), &size, nullptr) == FALSE)
        return nullptr;
    auto read = std::make_shared<const std::string>(bytes.get(), size);
    return contents_.emplace(name, std::move(read)).first->second;
}

const std::string &ClientFiles::version() {
    if (!version_) {
        const auto script = content(scripts[1]);
        version_ = script ? version_in(*script) : "0";
    }
    return *version_;
}

std::optional<HttpResponse> ClientFiles::answer(const HttpRequest &request, std::string_view name) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    const auto bytes = reads && is_served(name) ? content(name) : nullptr;
    if (!bytes)
        return {};
    const auto tag = '"' + version() + '"';
    const auto known = request.header("If-None-Match").value_or("");
    if (known == tag || known == "W/" + tag)
        return HttpResponse{.status = 304, .headers = {{"ETag", tag}}};
    return HttpResponse{.type =
                            is_map(name) ? "application/json; charset=utf-8" : "application/javascript; charset=utf-8",
                        .headers = {{"Cache-Control", "public, max-age=0"}, {"ETag", tag}},
                        .shared_body = bytes};
}

} // namespace callbooth::socketio
