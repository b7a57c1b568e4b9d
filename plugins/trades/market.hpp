// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace callbooth::trades {

/// A price that wanders, and trades at it.
class Market {
public:
    Market(double price, unsigned seed) : first_(price), price_(price), random_(seed) {}

    /// The next trade as a message of the service, JSON; `time` is in seconds since 1970.
    std::string next(const std::string &channel, int64_t time);
    double price() const { return price_; }

private:
    const double first_;
    double price_;
    uint64_t number_ = 0;
    std::mt19937 random_;
};

/// What a client that subscribes is answered; empty when `message` is not such a request.
std::string answer_to(const std::string &message, const std::string &channel);

} // namespace callbooth::trades
