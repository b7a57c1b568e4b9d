// SPDX-License-Identifier: MIT
#include "file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <fmt/format.h>

namespace callbooth::web {

namespace {

int64_t nanoseconds(const timespec &time) { return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

/// As preadv2(2) with RWF_NOWAIT; where a file system does not know that, as pread(2).
ssize_t read_without_waiting(int fd, char *buffer, size_t size, off_t offset) {
    const iovec piece{buffer, size};
    const ssize_t got = ::preadv2(fd, &piece, 1, offset, RWF_NOWAIT);
    return got < 0 && (errno == EOPNOTSUPP || errno == ENOSYS) ? ::pread(fd, buffer, size, offset) : got;
}

} // namespace

std::shared_ptr<const File> File::open(const std::filesystem::path &path) {
    // Not blocking: a FIFO would hold the whole server.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return nullptr;
    struct stat status {};
    const bool regular = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    auto file = std::make_shared<const File>(fd, status);
    if (regular)
        return file;
    file.reset();
    errno = ENOENT;
    return nullptr;
}

File::~File() { ::close(fd_); }

File::Version File::version() const {
    return {status_.st_dev, status_.st_ino, status_.st_size, nanoseconds(status_.st_mtim),
            nanoseconds(status_.st_ctim)};
}

std::string File::etag() const {
    return fmt::format("\"{:x}-{:x}-{:x}\"", status_.st_size, status_.st_mtim.tv_sec, status_.st_mtim.tv_nsec);
}

std::string File::read(uint64_t offset, size_t most) const {
    std::string content(most, '\0');
    const ssize_t got = ::pread(fd_, content.data(), most, static_cast<off_t>(offset));
    content.resize(got > 0 ? static_cast<size_t>(got) : 0);
    return content;
}

std::optional<std::string> File::read_at_once() const {
    std::string content(size(), '\0');
    size_t filled = 0;
    while (filled < content.size()) {
        const ssize_t got =
            read_without_waiting(fd_, content.data() + filled, content.size() - filled, static_cast<off_t>(filled));
        if (got <= 0)
            break;
        filled += static_cast<size_t>(got);
    }
    if (filled == content.size())
        return content;
    posix_fadvise(fd_, 0, 0, POSIX_FADV_WILLNEED);
    return std::nullopt;
}

} // namespace callbooth::web
