// SPDX-License-Identifier: MIT
#include <fstream>

#include "feed/outputs.hpp"
#include "feed/selection.hpp"
#include "support/temp_folder.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::feed;

namespace {

const std::string trade = R"({"event":"trade","channel":"live_trades_btcusd","data":{"price":67012.5,"amount":0.25,)"
                          R"("price_str":"67012.50","buy":true,"sides":["a","b"]}})";

std::string shown(const Selection::Rows &rows, const std::string &message) {
    const auto item = Selection(rows).select(Json::parse(message));
    return item ? item->text : "nothing";
}

std::string error_of(const Selection::Rows &rows) {
    try {
        Selection selection(rows);
        return "";
    } catch (const Error &e) {
        return e.what();
    }
}

} // namespace

TEST(Selection, picks_values_by_path_and_formats_them) {
    EXPECT_EQ(shown({.values = {"price: data.price", "amount:data.amount"}}, trade), "price 67012.5, amount 0.25");
    EXPECT_EQ(shown({.values = {"p: data.price", "s: data.price_str"}, .text = "{p:.2} ({s:.0}) {p}"}, trade),
              "67012.50 (67012) 67012.5");
    EXPECT_EQ(shown({.values = {"b: data.buy", "x: data.sides[1]"}, .text = "{b}{x}"}, trade), "trueb");
    EXPECT_EQ(shown({.values = {"x: [1]"}, .text = "{x}"}, "[1,2]"), "2");
    EXPECT_EQ(shown({.values = {"x: "}, .text = "{x}"}, "5"), "5") << "the message itself";
    EXPECT_EQ(shown({.values = {"e: event"}, .text = "{e:.2}"}, trade), "trade") << "not a number";
}

TEST(Selection, passes_over_messages_that_lack_a_value_or_break_a_rule) {
    EXPECT_EQ(shown({.values = {"x: data.nothing"}}, trade), "nothing");
    EXPECT_EQ(shown({.values = {"x: data"}}, trade), "nothing");
    EXPECT_EQ(shown({.values = {"x: data.price.more"}}, trade), "nothing");
    EXPECT_EQ(shown({.values = {"x: event"}, .when = {"event = trade", "data.buy = true"}}, trade), "x trade");
    EXPECT_EQ(shown({.values = {"x: event"}, .when = {"event = trade", "data.buy = false"}}, trade), "nothing");
    EXPECT_EQ(shown({.values = {"x: event"}, .when = {"missing = "}}, trade), "nothing");
}

TEST(Selection, notices_that_the_service_asks_for_another_connection) {
    const Selection selection({.values = {"x: x"}, .reconnect = {"event = bts:request_reconnect", "bye = true"}});
    EXPECT_TRUE(selection.asks_to_reconnect(Json::parse(R"({"event":"bts:request_reconnect","channel":""})")));
    EXPECT_TRUE(selection.asks_to_reconnect(Json::parse(R"({"bye":true})")));
    EXPECT_FALSE(selection.asks_to_reconnect(Json::parse(trade)));
    EXPECT_FALSE(selection.asks_to_reconnect(Json::parse("[]")));
}

TEST(Selection, makes_texts_of_strangers_safe_and_short) {
    EXPECT_EQ(shown({.values = {"x: x"}, .text = "{x}"}, R"({"x":"red \u001b[31m\nline"})"), "red  [31m line");
    EXPECT_EQ(shown({.values = {"x: x"}, .text = "{x}{x}{x}"}, R"({"x":")" + std::string(5000, 'a') + "\"}").size(),
              max_text);
    EXPECT_EQ(shown({.values = {"x: x"}, .text = "{x:.2}"}, R"({"x":1e300})"), "1e+300");
    EXPECT_EQ(shown({.values = {"x: x"}, .text = "{x:.2}"}, R"({"x":"nan"})"), "nan");
}

TEST(Selection, says_what_is_wrong_with_its_rows) {
    EXPECT_EQ(error_of({}), "values: name at least one, as in ['price: data.price']");
    EXPECT_EQ(error_of({.values = {"price"}}),
              "values: 'price' has to be a name and a path, as in 'price: data.price'");
    for (const std::string path : {"a[", "a[]", "a[x]", "a[1", "a[-1]", "a[0].b[1234567890]"}) {
        const auto problem = "'" + path + "' has brackets without a number; write 'data.trades[0].price'";
        EXPECT_EQ(error_of({.values = {"x: " + path}}), "values: " + problem);
        EXPECT_EQ(error_of({.values = {"x: x"}, .when = {path + "=1"}}), "when: " + problem);
    }
    EXPECT_EQ(error_of({.values = {"x: x"}, .when = {"event"}}),
              "when: 'event' has to be a path and its value, as in 'event = trade'");
    EXPECT_EQ(error_of({.values = {"x: x"}, .reconnect = {"event"}}),
              "reconnect-when: 'event' has to be a path and its value, as in 'event = trade'");
    EXPECT_EQ(error_of({.values = {"x: x"}, .text = "{y}"}), "text: 'y' is not the name of a value");
    EXPECT_EQ(error_of({.values = {"x: x"}, .text = "a {x"}), "text: '{x' lacks its '}'");
    EXPECT_EQ(error_of({.values = {"x: x"}, .text = "{x:2}"}),
              "text: '{x:2}' has to say how many decimals, as in '{x:.2}'");
    EXPECT_EQ(error_of({.values = {"x: x"}, .text = "{x:.99}"}),
              "text: '{x:.99}' has to say how many decimals, as in '{x:.2}'");
}

TEST(LineFile, appends_and_begins_anew_when_it_is_long) {
    const test::TempFolder folder;
    const auto read = [&](const char *name) {
        std::ifstream stream(folder.path() / name);
        return std::string(std::istreambuf_iterator<char>(stream), {});
    };
    LineFile file((folder.path() / "feed.txt").string(), 10);
    EXPECT_EQ(file.append("first"), std::nullopt);
    EXPECT_EQ(file.append("second"), std::nullopt);
    EXPECT_EQ(read("feed.txt"), "first\nsecond\n");
    EXPECT_EQ(file.append("third"), std::nullopt);
    EXPECT_EQ(read("feed.txt"), "third\n");
    EXPECT_EQ(read("feed.txt.1"), "first\nsecond\n");
    EXPECT_TRUE(LineFile("/proc/nowhere/feed.txt", 10).append("x").has_value());
}
