// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <callbooth/services/status.hpp>

namespace callbooth::host {

/// The program's Status.
class StatusBoard final : public Status {
public:
    void set(std::string_view key, std::string_view value) override;
    void erase(std::string_view key) override;
    const std::map<std::string, std::string, std::less<>> &all() const override { return values_; }

private:
    std::map<std::string, std::string, std::less<>> values_;
};

/// `key=value` lines, sorted, of all keys that are `prefix` or below it; without prefix all. Control characters in
/// values become spaces.
std::string status_lines(const Status &status, std::string_view prefix);

} // namespace callbooth::host
