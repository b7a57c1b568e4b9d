// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <random>

#include "net/websocket/holdings.hpp"
#include <gtest/gtest.h>

using namespace callbooth::net;

namespace {

/// Holdings know their socket only by its address.
HubSocket &socket(size_t number) { return *reinterpret_cast<HubSocket *>(number + 1); }

/// The same, looked at one by one.
struct Model {
    struct Row {
        uint64_t network;
        size_t bytes;
    };
    size_t bytes(const uint64_t *network = nullptr) const {
        size_t sum = 0;
        for (const auto &[holding, row] : rows)
            sum += !network || row.network == *network ? row.bytes : 0;
        return sum;
    }
    size_t largest(const uint64_t *network = nullptr) const {
        size_t most = 0;
        for (const auto &[holding, row] : rows)
            most = std::max(most, !network || row.network == *network ? row.bytes : 0);
        return most;
    }
    std::map<Holding *, Row> rows;
};

constexpr size_t alike = 512;                  // bytes below which sizes do not count
constexpr size_t most_bytes = size_t{8} << 20; // from which on they do not count either

void expect_same(Holdings &holdings, const Model &model) {
    ASSERT_EQ(holdings.size(), model.rows.size());
    ASSERT_EQ(holdings.bytes(), model.bytes());
    for (const auto &[holding, row] : model.rows) {
        ASSERT_EQ(Holdings::network_bytes(*holding), model.bytes(&row.network));
        const Holding *near = Holdings::largest_of_network(*holding);
        ASSERT_EQ(model.rows.at(const_cast<Holding *>(near)).network, row.network);
        ASSERT_GE(2 * near->bytes + alike, model.largest(&row.network));
    }
    ASSERT_EQ(holdings.largest() == nullptr, model.rows.empty());
    if (holdings.largest()) {
        ASSERT_GE(2 * holdings.largest()->bytes + alike, model.largest());
    }
}

} // namespace

TEST(Holdings, know_the_largest_of_all_and_of_each_network) {
    Holdings holdings;
    std::vector<Holding *> all;
    for (size_t i = 0; i < 4; ++i)
        all.push_back(&holdings.begin(socket(i), i / 2, 0));
    const std::array<size_t, 4> sizes = {100000, 3000, 5000, 20000};
    for (size_t i = 0; i < 4; ++i)
        holdings.resize(*all[i], sizes[i]);
    EXPECT_EQ(holdings.largest(), all[0]);
    EXPECT_EQ(Holdings::largest_of_network(*all[2]), all[3]);
    EXPECT_EQ(Holdings::network_bytes(*all[1]), 103000U);
    holdings.end(*all[0]);
    EXPECT_EQ(holdings.largest(), all[3]);
    EXPECT_EQ(Holdings::largest_of_network(*all[1]), all[1]);
}

TEST(Holdings, name_of_equal_ones_the_one_that_was_there_first) {
    Holdings holdings;
    Holding &first = holdings.begin(socket(1), 1, 0);
    Holding &second = holdings.begin(socket(2), 1, 0);
    holdings.resize(second, 70000);
    holdings.resize(first, 120000);
    EXPECT_EQ(holdings.largest(), &second);
    holdings.resize(second, 80000);
    EXPECT_EQ(holdings.largest(), &second);
    holdings.end(second);
    EXPECT_EQ(holdings.largest(), &first);
}

TEST(Holdings, agree_with_a_plain_model_whatever_happens) {
    std::mt19937 random(7);
    Holdings holdings;
    Model model;
    for (int step = 0; step < 20000; ++step) {
        if (random() % 3 == 0 && model.rows.size() < 40) {
            const uint64_t network = random() % 5;
            model.rows[&holdings.begin(socket(random()), network, 0)] = {network, 0};
        } else if (!model.rows.empty()) {
            const auto row = std::next(model.rows.begin(), random() % std::ssize(model.rows));
            if (random() % 4 == 0) {
                holdings.end(*row->first);
                model.rows.erase(row);
            } else {
                row->second.bytes = random() % most_bytes >> random() % 20;
                holdings.resize(*row->first, row->second.bytes);
            }
        }
        expect_same(holdings, model);
    }
}
