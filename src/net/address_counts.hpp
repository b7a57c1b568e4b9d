// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

namespace callbooth::net {

/// How many connections each address has. Of IPv6 the first 64 bits count: whoever has one address there has them all.
class AddressCounts {
public:
    size_t of(const std::string &address) const;
    /// What is no address is not counted.
    void add(const std::string &address);
    void remove(const std::string &address);

private:
    std::unordered_map<uint64_t, uint32_t> counts_;
};

} // namespace callbooth::net
