// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <unordered_map>

#include <callbooth/util/token_bucket.hpp>

namespace callbooth {

/// A token bucket for each key: an id, an address.
class Limiter {
public:
    Limiter(double per_second, double burst) : fresh_(per_second, burst) {}

    bool take(const std::string &key, TokenBucket::Time now) {
        return buckets_.try_emplace(key, fresh_).first->second.take(now);
    }
    void forget(const std::string &key) { buckets_.erase(key); }
    /// Forgets the keys that are as good as new.
    void forget_idle(TokenBucket::Time now) {
        std::erase_if(buckets_, [&](auto &entry) { return entry.second.full(now); });
    }
    size_t size() const { return buckets_.size(); }

private:
    const TokenBucket fresh_;
    std::unordered_map<std::string, TokenBucket> buckets_;
};

} // namespace callbooth
