// SPDX-License-Identifier: MIT
#include "database.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <callbooth/error.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace callbooth::country {

namespace {

constexpr off_t max_size = off_t{1} << 30;

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    int get() const { return fd_; }

private:
    const int fd_;
};

[[noreturn]] void fail(const std::string &path, std::string_view why) {
    throw Error(fmt::format("cannot read the database '{}': {}", path, why));
}

/// libmaxminddb can only map files, and a mapped one that somebody shortens kills the process.
void copy(const std::string &path, int target) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat info {};
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0)
        fail(path, std::strerror(errno));
    if (!S_ISREG(info.st_mode))
        fail(path, "it is no file");
    if (info.st_size == 0)
        fail(path, "it is empty");
    if (info.st_size > max_size)
        fail(path, fmt::format("it is larger than {} MiB", max_size >> 20));
    for (off_t left = info.st_size; left > 0;) {
        const ssize_t copied = ::sendfile(target, file.get(), nullptr, static_cast<size_t>(left));
        if (copied < 0)
            fail(path, std::strerror(errno));
        if (copied == 0)
            return;
        left -= copied;
    }
}

/// The text at `path...` of an entry; empty without one.
template <class... Path> std::string text_at(MMDB_entry_s &entry, Path... path) {
    MMDB_entry_data_s data{};
    if (MMDB_get_value(&entry, &data, path..., nullptr) != MMDB_SUCCESS || !data.has_data ||
        data.type != MMDB_DATA_TYPE_UTF8_STRING)
        return {};
    return {data.utf8_string, data.data_size};
}

} // namespace

Database::Database(const std::string &path) {
    open(path);
    try {
        probe(path);
    } catch (...) {
        MMDB_close(&database_);
        throw;
    }
}

Database::~Database() { MMDB_close(&database_); }

void Database::open(const std::string &path) {
    const Descriptor memory(memfd_create("callbooth-country", MFD_CLOEXEC));
    if (memory.get() < 0)
        fail(path, std::strerror(errno));
    copy(path, memory.get());
    const int status = MMDB_open(fmt::format("/proc/self/fd/{}", memory.get()).c_str(), MMDB_MODE_MMAP, &database_);
    if (status == MMDB_INVALID_METADATA_ERROR)
        fail(path, "it is no database in MaxMind's format (.mmdb), or not complete");
    if (status != MMDB_SUCCESS)
        fail(path, MMDB_strerror(status));
}

void Database::probe(const std::string &path) const {
    bool knows = false;
    try {
        for (int i = 1; i < 256; ++i)
            for (const auto &address : {fmt::format("{0}.{0}.{0}.{0}", i), fmt::format("2a{:02x}::1", i)})
                knows = !look_up(address).empty() || knows;
    } catch (const Error &e) {
        fail(path, e.what());
    }
    if (!knows)
        fail(path, "it names no countries; it has to be a database of countries or cities");
}

std::string Database::look_up(const std::string &address) const {
    int no_address = 0;
    int status = MMDB_SUCCESS;
    auto result = MMDB_lookup_string(&database_, address.c_str(), &no_address, &status);
    if (no_address != 0 || status == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR)
        return {};
    if (status != MMDB_SUCCESS)
        throw Error(MMDB_strerror(status));
    if (!result.found_entry)
        return {};
    auto country = text_at(result.entry, "country", "iso_code");
    return country.empty() ? text_at(result.entry, "country_code") : country;
}

std::string Database::country(const std::string &address) const {
    try {
        return look_up(address);
    } catch (const Error &) {
        return {};
    }
}

std::string Database::description() const {
    const auto &metadata = database_.metadata;
    return fmt::format("{} of {:%Y-%m-%d}{}", metadata.database_type,
                       fmt::gmtime(static_cast<std::time_t>(metadata.build_epoch)),
                       metadata.ip_version == 4 ? ", which knows IPv4 only" : "");
}

} // namespace callbooth::country
