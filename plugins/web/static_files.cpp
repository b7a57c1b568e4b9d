// SPDX-License-Identifier: MIT
#include "static_files.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>

#include "content_type.hpp"
#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::web {

namespace fs = std::filesystem;

namespace {

constexpr size_t min_hash = 8; // characters; Vite's

HttpResponse not_found() { return {.status = 404, .body = "Not found\n"}; }

bool is_hidden(std::string_view name) { return name.starts_with('.') && name != ".well-known"; }

bool has_hidden_part(const fs::path &path) {
    return std::any_of(path.begin(), path.end(), [](const fs::path &part) { return is_hidden(part.native()); });
}

/// A browser that asked for a folder without the slash would resolve the page's links against its parent.
HttpResponse redirect_to_slash(std::string_view path) {
    const auto name = path.substr(path.rfind('/') + 1);
    const Handle<char> escaped(g_uri_escape_string(std::string(name).c_str(), nullptr, FALSE));
    return {.status = 301, .body = "Moved\n", .headers = {{"Location", fmt::format("./{}/", escaped.get())}}};
}

/// `errno` says why it could not be opened.
HttpResponse unreadable() {
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
        return {.status = 503, .body = "Too many files are open\n", .headers = {{"Retry-After", "5"}}};
    return not_found();
}

fs::path folder(const fs::path &root) {
    std::error_code error;
    auto canonical = fs::canonical(root, error);
    if (error || !fs::is_directory(canonical, error))
        throw Error(
            fmt::format("root '{}' is no folder: build the page, or name the folder of another one", root.string()));
    return canonical;
}

} // namespace

StaticFiles::StaticFiles(const fs::path &root, int64_t cache, size_t memory, std::string index)
    : root_(folder(root)), cache_(cache), index_(std::move(index)), contents_(memory) {}

std::optional<fs::path> StaticFiles::locate(std::string_view path) const {
    while (path.starts_with('/'))
        path.remove_prefix(1);
    const fs::path relative(path);
    if (has_hidden_part(relative))
        return {};
    std::error_code error;
    auto file = fs::canonical(root_ / relative, error);
    if (error)
        return {};
    const auto [end, rest] = std::mismatch(root_.begin(), root_.end(), file.begin(), file.end());
    if (end != root_.end())
        return {};
    return file;
}

HttpResponse StaticFiles::answer(std::string_view path, const HttpRequest &request) {
    if (request.method != "GET" && request.method != "HEAD")
        return {.status = 405, .body = "Method not allowed\n", .headers = {{"Allow", "GET, HEAD"}}};
    auto file = locate(path);
    std::error_code error;
    if (file && fs::is_directory(*file, error)) {
        if (!path.ends_with('/'))
            return redirect_to_slash(request.path);
        file = locate(fmt::format("{}/{}", path, index_));
    } else if (path.ends_with('/')) {
        return not_found();
    }
    return file ? serve(*file, request) : not_found();
}

HttpResponse StaticFiles::serve(const fs::path &path, const HttpRequest &request) {
    auto file = File::open(path);
    if (!file)
        return unreadable();
    const auto etag = file->etag();
    HttpResponse response{.headers = {{"ETag", etag}, {"Cache-Control", cache_control(path)}}};
    if (matches_etag(request.header("If-None-Match").value_or(""), etag)) {
        response.status = 304;
        return response;
    }
    response.type = content_type(path.filename().native());
    if (request.method == "GET")
        response.shared_body = contents_.content(*file);
    if (!response.shared_body)
        response.pieces = {file->size(), [file = contents_.shared(std::move(file))](uint64_t offset, size_t most) {
                               return file->read(offset, most);
                           }};
    return response;
}

std::string StaticFiles::cache_control(const fs::path &file) const {
    if (file.parent_path().filename() == "assets" && has_hash(file.filename().native()))
        return "public, max-age=31536000, immutable";
    if (cache_ == 0 || content_type(file.filename().native()).starts_with("text/html"))
        return "no-cache";
    return fmt::format("public, max-age={}", cache_);
}

std::string pages_folder() {
    const char *variable = std::getenv("CALLBOOTH_WEB_ROOT");
    return variable && *variable ? variable : CALLBOOTH_WEB_DIR;
}

bool matches_etag(std::string_view header, std::string_view etag) {
    while (!header.empty()) {
        auto one = header.substr(0, header.find(','));
        header.remove_prefix(std::min(header.size(), one.size() + 1));
        one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
        one = one.substr(0, one.find_last_not_of(" \t") + 1);
        if (one.starts_with("W/"))
            one.remove_prefix(2);
        if (one == "*" || one == etag)
            return true;
    }
    return false;
}

bool has_hash(std::string_view name) {
    const auto stem = name.substr(0, name.find('.'));
    // The hash may hold dashes itself, so that we look for its place from the end.
    return stem.size() > min_hash && stem[stem.size() - min_hash - 1] == '-' &&
           std::all_of(stem.end() - min_hash, stem.end(),
                       [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
}

} // namespace callbooth::web
