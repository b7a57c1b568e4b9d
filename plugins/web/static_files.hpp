// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "file_cache.hpp"
#include <callbooth/services/http.hpp>

namespace callbooth::web {

/// The files of one folder as HTTP answers. What is outside (through `..` or a symlink), hidden (begins with a dot) or
/// no regular file is not there.
class StaticFiles {
public:
    /// Throws Error when `root` is no folder. `cache`: seconds that a browser keeps what is no page and has no hash in
    /// its name. `memory`: bytes of files that are kept in memory. `index`: the file that stands for its folder.
    StaticFiles(const std::filesystem::path &root, int64_t cache, size_t memory, std::string index = "index.html");

    /// `path` is decoded and relative to the mount point: empty for the mount point itself without its slash.
    HttpResponse answer(std::string_view path, const HttpRequest &request);
    /// What is kept in memory now.
    size_t bytes() const { return contents_.bytes(); }

private:
    /// What `path` stands for, with all symlinks resolved; nothing when it may not be seen.
    std::optional<std::filesystem::path> locate(std::string_view path) const;
    HttpResponse serve(const std::filesystem::path &file, const HttpRequest &request);
    std::string cache_control(const std::filesystem::path &file) const;

    const std::filesystem::path root_;
    const int64_t cache_;
    const std::string index_;
    FileCache contents_;
};

/// Where the pages are: $CALLBOOTH_WEB_ROOT or, without that, those that come with Callbooth.
std::string pages_folder();

/// `etag` is among those of an If-None-Match header (RFC 9110 section 13.1.2).
bool matches_etag(std::string_view header, std::string_view etag);

/// `main-B3x_9aZq.js`: the name changes with the content.
bool has_hash(std::string_view name);

} // namespace callbooth::web
