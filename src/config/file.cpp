// SPDX-License-Identifier: MIT
#include "config/file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace callbooth::config {
namespace {

constexpr size_t max_bytes = 1 << 20;

struct Close {
    void operator()(FILE *file) const { std::fclose(file); }
};

} // namespace

std::optional<std::string> slurp(const std::string &path, std::string &why) {
    const std::unique_ptr<FILE, Close> file(std::fopen(path.c_str(), "rbe"));
    std::vector<char> buffer(max_bytes + 1);
    const auto size = file ? std::fread(buffer.data(), 1, buffer.size(), file.get()) : 0;
    if (!file || std::ferror(file.get()) != 0) {
        why = std::strerror(errno);
        return std::nullopt;
    }
    if (size > max_bytes) {
        why = "it is larger than 1 MiB";
        return std::nullopt;
    }
    return std::string(buffer.data(), size);
}

} // namespace callbooth::config
