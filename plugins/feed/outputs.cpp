// SPDX-License-Identifier: MIT
#include "outputs.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace callbooth::feed {
namespace {

std::string trouble(const std::string &path) { return path + ": " + std::strerror(errno); }

} // namespace

std::optional<std::string> LineFile::append(std::string_view line) {
    if (auto why = make_room())
        return why;
    const int file = open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
    if (file < 0)
        return trouble(path_);
    const std::string whole = std::string(line) + "\n";
    const bool written = write(file, whole.data(), whole.size()) == static_cast<ssize_t>(whole.size());
    auto result = written ? std::nullopt : std::optional(trouble(path_));
    close(file);
    return result;
}

std::optional<std::string> LineFile::make_room() const {
    struct stat file {};
    if (stat(path_.c_str(), &file) != 0 || !S_ISREG(file.st_mode) || static_cast<size_t>(file.st_size) < max_bytes_)
        return {};
    return rename(path_.c_str(), (path_ + ".1").c_str()) == 0 ? std::nullopt : std::optional(trouble(path_));
}

// POSIX: a pipe that is writable takes PIPE_BUF bytes, at least 512 and on Linux 4096, without waiting.
bool write_line(int descriptor, std::string_view line) {
    pollfd ready{descriptor, POLLOUT, 0};
    if (poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0)
        return false;
    const std::string whole = std::string(line) + "\n";
    return write(descriptor, whole.data(), whole.size()) == static_cast<ssize_t>(whole.size());
}

} // namespace callbooth::feed
