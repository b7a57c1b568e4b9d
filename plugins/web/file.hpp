// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <sys/stat.h>

namespace callbooth::web {

/// A regular file, open for reading.
class File {
public:
    /// Null when there is no such file, or when it is none that may be read; `errno` says why.
    static std::shared_ptr<const File> open(const std::filesystem::path &path);
    File(int fd, const struct stat &status) : fd_(fd), status_(status) {}
    File(const File &) = delete;
    File &operator=(const File &) = delete;
    ~File();

    /// Which file it is, and in which state: another one when its content changes.
    struct Version {
        dev_t device;
        ino_t inode;
        off_t size;
        int64_t modified_ns;
        int64_t changed_ns;
        // clang-tidy takes the comparison with 0 in it for one with a pointer
        auto operator<=>(const Version &) const = default; // NOLINT(modernize-use-nullptr)
    };
    Version version() const;
    uint64_t size() const { return static_cast<uint64_t>(status_.st_size); }
    std::string etag() const;

    /// Bytes from `offset` on, at most `most`; empty at the end, and when they cannot be read. Waits for the disk.
    std::string read(uint64_t offset, size_t most) const;
    /// The whole content; nullopt when that would wait for the disk, which is asked to read ahead then.
    std::optional<std::string> read_at_once() const;

private:
    const int fd_;
    const struct stat status_;
};

} // namespace callbooth::web
