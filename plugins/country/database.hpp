// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <maxminddb.h>

namespace callbooth::country {

/// Which country an address belongs to, from a file in MaxMind's format: MaxMind's layout (`country.iso_code`) or the
/// flat one (`country_code`). Made of a copy of the file, so whatever happens to the file later does not matter.
class Database {
public:
    /// Throws Error when the file cannot be read, is damaged, or knows no countries.
    explicit Database(const std::string &path);
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;
    ~Database();

    /// The two capital letters of ISO 3166-1; empty when it is not known, or when `address` is none.
    std::string country(const std::string &address) const;
    /// For people: `DBIP-Country-Lite of 2026-06-01`.
    std::string description() const;

private:
    void open(const std::string &path);
    void probe(const std::string &path) const;
    /// Throws Error when the database is damaged there.
    std::string look_up(const std::string &address) const;

    MMDB_s database_{};
};

} // namespace callbooth::country
