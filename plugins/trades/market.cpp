// SPDX-License-Identifier: MIT
#include "market.hpp"

#include <cmath>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>

namespace callbooth::trades {

namespace {

double rounded(double value, double digits) { return std::round(value * digits) / digits; }

} // namespace

// The pull towards the first price keeps it within some percent of that for days.
std::string Market::next(const std::string &channel, int64_t time) {
    std::normal_distribution<double> step(0, 0.0004);
    std::exponential_distribution<double> size(8);
    price_ *= 1 + step(random_) - 0.002 * (price_ / first_ - 1);
    const double price = rounded(price_, 100);
    const Json::Object data{{"id", ++number_},
                            {"price", price},
                            {"amount", rounded(size(random_) + 0.0001, 10000)},
                            {"timestamp", std::to_string(time)}};
    return Json::Object{{"event", "trade"}, {"channel", channel}, {"data", data}}.dump();
}

std::string answer_to(const std::string &message, const std::string &channel) {
    try {
        const auto json = Json::parse(message, {.depth = 4, .size = 1024, .members = 16});
        if (json.find<std::string>("event") != "bts:subscribe" || json.find<std::string>("data.channel") != channel)
            return {};
    } catch (const Error &) {
        return {};
    }
    return Json::Object{{"event", "bts:subscription_succeeded"}, {"channel", channel}, {"data", Json::Object()}}.dump();
}

} // namespace callbooth::trades
