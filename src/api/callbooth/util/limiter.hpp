// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include <callbooth/util/network_key.hpp>
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

/// A token bucket for each network, and one for each /48 of IPv6, which has as much as 16 of its networks: a customer
/// with a /48 has 65,536 of them.
class NetworkLimiter {
public:
    NetworkLimiter(double per_second, double burst)
        : networks_(per_second, burst),
          sites_(NetworkCounts::networks_of_site * per_second, NetworkCounts::networks_of_site * burst) {}

    /// `address`: as in HttpRequest.
    bool take(std::string_view address, TokenBucket::Time now) {
        const auto key = network_key(address);
        const auto site = site_key(key);
        return networks_.take(key, now) && (site.empty() || sites_.take(site, now));
    }
    /// Forgets the networks that are as good as new.
    void forget_idle(TokenBucket::Time now) {
        networks_.forget_idle(now);
        sites_.forget_idle(now);
    }
    size_t size() const { return networks_.size(); }

private:
    Limiter networks_;
    Limiter sites_;
};

/// A token bucket for each client, and one of ten times its size and rate for all clients of a network together: one
/// that comes back under a new id, or many times, gets no more than that.
class ClientLimiter {
public:
    static constexpr double clients_of_network = 10;

    ClientLimiter(double per_second, double burst)
        : clients_(per_second, burst), networks_(clients_of_network * per_second, clients_of_network * burst) {}

    /// `address`: as in HttpRequest.
    bool take(const std::string &id, std::string_view address, TokenBucket::Time now) {
        return clients_.take(id, now) && networks_.take(address, now);
    }
    /// The client is gone.
    void forget(const std::string &id, TokenBucket::Time now) {
        constexpr size_t often = 1024;
        clients_.forget(id);
        if (++gone_ % often == 0)
            networks_.forget_idle(now);
    }

private:
    Limiter clients_;
    NetworkLimiter networks_;
    size_t gone_ = 0;
};

} // namespace callbooth
