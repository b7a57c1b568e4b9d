// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>

#include "file.hpp"

namespace callbooth::web {

/// The contents of files, shared by all who read them, in limited memory: the least recently used content that nobody
/// reads goes first, and one that somebody reads counts until the last reader has gone.
class FileCache {
public:
    using Content = std::shared_ptr<const std::string>;
    static constexpr uint64_t largest = 1 << 20; ///< bytes of a file that is kept

    /// `limit`: bytes.
    explicit FileCache(size_t limit) : limit_(limit) {}

    /// Null when `file` is to be read in pieces: it is too large, has just changed, would make others wait for the
    /// disk, or there is no memory left.
    Content content(const File &file);
    /// The file as an earlier call has it open, so that all readers of one version share a descriptor.
    std::shared_ptr<const File> shared(std::shared_ptr<const File> file);
    size_t bytes() const { return *bytes_; }

private:
    struct Entry {
        File::Version version;
        Content content;
    };

    Content keep(const File::Version &version, std::string content);
    bool make_room(size_t size);

    const size_t limit_;
    const std::shared_ptr<size_t> bytes_ = std::make_shared<size_t>(0); ///< which contents outlive the cache with
    std::list<Entry> entries_;                                          ///< the most recently used one first
    std::map<File::Version, std::list<Entry>::iterator> found_;
    std::map<File::Version, std::weak_ptr<const File>> open_;
};

} // namespace callbooth::web
