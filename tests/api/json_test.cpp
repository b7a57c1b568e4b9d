// SPDX-License-Identifier: MIT
#include <cmath>
#include <fstream>
#include <thread>

#include <callbooth/json.hpp>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

using Kind = Json::Kind;
using Texts = std::vector<std::string>;
using namespace std::string_literals;

/// The text of the Error that `call` throws.
template <class F> std::string error_of(F &&call) {
    try {
        call();
    } catch (const Error &e) {
        return e.what();
    }
    return "no error";
}

std::string refusal(std::string_view text, const JsonLimits &limits = {}) {
    return error_of([&] { Json::parse(text, limits); });
}

/// The most bytes that the process has held.
size_t peak_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (size_t kilobytes = 0; word == "VmHWM:" && status >> kilobytes)
            return kilobytes * 1024;
    return 0;
}

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

const Json order = Json::parse(R"({"id": "a", "rows": [{"n": 3}, {"n": "x"}, 300], "a.b": {"c": true}, "none": null})");

TEST(JsonParse, tells_kinds_apart) {
    EXPECT_EQ(Json::parse(" null\n").kind(), Kind::null);
    EXPECT_EQ(Json::parse("true").kind(), Kind::boolean);
    EXPECT_EQ(Json::parse("-7").kind(), Kind::integer);
    EXPECT_EQ(Json::parse("7.0").kind(), Kind::number);
    EXPECT_EQ(Json::parse("\"\"").kind(), Kind::string);
    EXPECT_EQ(Json::parse("[]").kind(), Kind::array);
    EXPECT_EQ(Json::parse("{}").kind(), Kind::object);
}

TEST(JsonParse, keeps_integers_exact) {
    for (const int64_t value : {INT64_MIN, int64_t{-1}, int64_t{0}, int64_t{1} << 53 | 1, INT64_MAX}) {
        const auto text = std::to_string(value);
        EXPECT_EQ(Json::parse(text).get<int64_t>(), value);
        EXPECT_EQ(Json::parse(text).dump(), text);
    }
    EXPECT_EQ(Json::parse("-0").get<int64_t>(), 0);
}

TEST(JsonParse, makes_doubles_of_other_numbers) {
    EXPECT_EQ(Json::parse("9223372036854775808").get<double>(), 0x1p63);
    EXPECT_EQ(Json::parse("-9223372036854775809").get<double>(), -0x1p63);
    EXPECT_EQ(Json::parse("1e3").get<double>(), 1000);
    EXPECT_EQ(Json::parse("1E-400").get<double>(), 0);
    EXPECT_EQ(Json::parse("7").get<double>(), 7);
    EXPECT_TRUE(std::signbit(Json::parse("-0.0").get<double>()));
    for (const double value : {0.1, 1e300, 5e-324, -1.5, 1e22, 3.0})
        EXPECT_EQ(Json::parse(Json(value).dump()).get<double>(), value);
    EXPECT_EQ(Json(3.0).dump(), "3.0");
    EXPECT_EQ(Json(0.1).dump(), "0.1");
    EXPECT_EQ(Json(1e22).dump(), "1e+22");
}

TEST(JsonParse, reads_escapes_and_zeros) {
    EXPECT_EQ(Json::parse(R"("\"\\\/\b\f\n\r\t\u00fc\u20AC\ud83d\ude00")").get<std::string>(), "\"\\/\b\f\n\r\tü€😀");
    EXPECT_EQ(Json::parse(R"("a\u0000b")").get<std::string>(), "a\0b"s);
    const auto odd = Json::parse(R"({"":1,"\u0000":2,"a\u0000":3})");
    EXPECT_EQ(odd.member("")->get<int>(), 1);
    EXPECT_EQ(odd.member("\0"s)->get<int>(), 2);
    EXPECT_EQ(odd.members()[2].name, "a\0"s);
    EXPECT_EQ(odd.dump(), R"({"":1,"\u0000":2,"a\u0000":3})");
}

TEST(JsonParse, refuses_what_is_not_json) {
    for (const char *text : {"",
                             " ",
                             "nul",
                             "True",
                             "NaN",
                             "Infinity",
                             "-",
                             "+1",
                             "01",
                             "-01",
                             "1.",
                             ".5",
                             "1e",
                             "1e+",
                             "0x10",
                             "1_0",
                             "'a'",
                             "\"a",
                             "\"\\x\"",
                             "\"\\u12g4\"",
                             "\"\\u12",
                             "\"\t\"",
                             "[",
                             "[1",
                             "[1,",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             "]",
                             "{",
                             "{a:1}",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{,}",
                             "{\"a\":1 \"b\":2}",
                             "[1}",
                             "{\"a\":1]",
                             "[1] x",
                             "1 2",
                             "{}{}",
                             "// c\n1",
                             "/* c */ 1",
                             "[1] // c",
                             "var a = 1;",
                             "\xef\xbb\xbf[]",
                             "\"\xff\"",
                             "\"\xc0\x80\"",
                             "\"\xed\xa0\x80\"",
                             "\f1",
                             "\xc2\xa0"
                             "1"})
        EXPECT_NE(refusal(text), "no error") << text;
    EXPECT_NE(refusal("[1]\0"s), "no error");
}

TEST(JsonParse, says_where_and_what) {
    EXPECT_EQ(refusal(""), "line 1, column 1: expected a value");
    EXPECT_EQ(refusal("{\n  \"ü\": 1\n  \"b\": 2}"), "line 3, column 3: expected ',' or '}'");
    EXPECT_EQ(refusal("[\"ü\" 1]"), "line 1, column 6: expected ',' or ']'");
    EXPECT_EQ(refusal("{1:2}"), "line 1, column 2: expected a name in double quotes");
    EXPECT_EQ(refusal("{\"a\" 1}"), "line 1, column 6: expected ':'");
    EXPECT_EQ(refusal("[1.x]"), "line 1, column 4: expected a digit");
    EXPECT_EQ(refusal("[01]"), "line 1, column 3: expected ',' or ']'");
    EXPECT_EQ(refusal("[1] 2"), "line 1, column 5: expected the end of the text");
    EXPECT_EQ(refusal("[\"a"), "line 1, column 4: a string without its end");
    EXPECT_EQ(refusal("[\"\n\"]"), "line 1, column 3: a control character in a string");
    EXPECT_EQ(refusal(R"(["\x"])"), "line 1, column 3: an escape that JSON does not have");
    EXPECT_EQ(refusal(R"(["a\u00g0"])"), "line 1, column 8: expected four hexadecimal digits");
    EXPECT_EQ(refusal("[\"ü\xff\"]"), "line 1, column 4: a byte that is not UTF-8");
    EXPECT_EQ(refusal("[\0]"s), "line 1, column 2: a zero byte");
    EXPECT_EQ(refusal("[1,\n1e400]"), "line 2, column 1: a number that is too large");
    EXPECT_EQ(refusal("-1" + std::string(400, '0')), "line 1, column 1: a number that is too large");
    EXPECT_EQ(refusal(R"({"a":1,"\u0061":2})"), "line 1, column 8: the same name a second time");
    for (const char *half : {R"(["\ud800"])", R"(["\ud800x"])", R"(["\ud800\u0041"])", R"(["\udc00\ud800"])"})
        EXPECT_EQ(refusal(half), "line 1, column 3: half of a surrogate pair");
}

TEST(Json, takes_a_view_without_bytes_for_an_empty_text) {
    EXPECT_EQ(Json(std::string_view{}).get<std::string>(), "");
    EXPECT_FALSE(Json::parse("{}").member(std::string_view{}));
}

TEST(Json, takes_few_members_unless_more_are_allowed) {
    std::string text = "{";
    for (int i = 0; i < 129; ++i)
        text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
    text += "}";
    EXPECT_THROW(Json::parse(text), Error);
    EXPECT_EQ(Json::parse(text, {.members = 129}).size(), 129U);
}

TEST(JsonParse, keeps_its_limits) {
    EXPECT_EQ(refusal(nested(32)), "no error");
    EXPECT_EQ(refusal(nested(33)), "line 1, column 33: arrays and objects are nested more than 32 deep");
    EXPECT_EQ(refusal("[[]]", {.depth = 1}), "line 1, column 2: arrays and objects are nested more than 1 deep");
    EXPECT_EQ(refusal(nested(100000), {.depth = 1000000}),
              "line 1, column 513: arrays and objects are nested more than 512 deep");
    EXPECT_EQ(refusal(std::string(1000000, '[')), "line 1, column 33: arrays and objects are nested more than 32 deep");
    EXPECT_EQ(refusal("[1]", {.size = 3}), "no error");
    EXPECT_EQ(refusal("[12]", {.size = 3}), "the text has more than 3 bytes");
    EXPECT_EQ(refusal(R"({"a":1,"b":2})", {.members = 2}), "no error");
    EXPECT_EQ(refusal(R"({"a":1,"b":2,"c":3})", {.members = 2}),
              "line 1, column 14: an object with more than 2 members");
}

TEST(JsonParse, drops_what_is_deeper_when_asked_to) {
    const JsonLimits limits{.depth = 2, .drop_deeper = true};
    EXPECT_EQ(Json::parse(R"({"a":[1,{"b":2,"b":[3]},[],4],"c":[{}]})", limits).dump(),
              R"({"a":[1,null,null,4],"c":[null]})");
    EXPECT_EQ(Json::parse(nested(200000), limits).dump(), "[[null]]");
    EXPECT_EQ(refusal("[[[1,]]]", limits), "line 1, column 6: expected a value");
    EXPECT_EQ(refusal("[[[1},2]]", limits), "line 1, column 5: expected ',' or ']'");
    EXPECT_EQ(refusal(R"([[{"a":[1]]]])", limits), "line 1, column 11: expected ',' or '}'");
    EXPECT_EQ(Json::parse(R"([[{"a":[{"b":[1,{}]}],"c":2},3],{"d":{"e":[]}}])", limits).dump(),
              R"([[null,3],{"d":null}])");
    EXPECT_EQ(Json::parse("[7]", {.depth = 0, .drop_deeper = true}).kind(), Kind::null);
}

TEST(JsonParse, takes_little_memory_for_what_it_drops) {
    const std::string brackets(size_t{4} << 20, '[');
    const JsonLimits limits{.size = brackets.size(), .drop_deeper = true};
    if (!(std::ofstream("/proc/self/clear_refs") << "5" << std::flush)) // the peak begins anew
        GTEST_SKIP() << "the kernel does not tell";
    const size_t before = peak_memory();
    EXPECT_EQ(refusal(brackets, limits), "line 1, column 4194305: expected a value");
    EXPECT_LT(peak_memory(), before + (size_t{8} << 20));
}

TEST(JsonPath, leads_to_values) {
    EXPECT_EQ(order.get<std::string>("id"), "a");
    EXPECT_EQ(order.get<int>("rows[0].n"), 3);
    EXPECT_EQ(order.at("rows").size(), 3U);
    EXPECT_EQ(order.at("").size(), 4U);
    EXPECT_EQ(Json::parse("[[1,2],[3]]").get<int>("[0][1]"), 2);
    EXPECT_TRUE(order["a.b"].get<bool>("c"));
    EXPECT_TRUE(order.member("a.b").has_value());
    EXPECT_FALSE(order.member("a").has_value());
    EXPECT_FALSE(order["rows"].member("a").has_value());
    EXPECT_EQ(order["rows"][2].get<int>(), 300);
}

TEST(JsonPath, says_what_is_missing_or_of_another_kind) {
    const auto text = [](std::string_view path) { return error_of([&] { order.get<std::string>(path); }); };
    EXPECT_EQ(text("who"), "who: missing");
    EXPECT_EQ(text("rows[0].m"), "rows[0].m: missing");
    EXPECT_EQ(text("rows[3].n"), "rows[3]: missing");
    EXPECT_EQ(text("rows.n"), "rows: expected an object, found an array");
    EXPECT_EQ(text("id[0]"), "id: expected an array, found a string");
    EXPECT_EQ(text("rows[2].n"), "rows[2]: expected an object, found a number");
    EXPECT_EQ(text("[0]"), "expected an array, found an object");
    EXPECT_EQ(text("rows[0].n"), "rows[0].n: expected a string, found a number");
    EXPECT_EQ(text("none"), "none: expected a string, found null");
    EXPECT_EQ(text(""), "expected a string, found an object");
    for (const char *path : {"rows[", "rows[]", "rows[x]", "rows[-1]", "rows[1", "rows[99999999999999999999]"})
        EXPECT_EQ(text(path), "the path "s + path + " has brackets without a number");
    EXPECT_EQ(error_of([] { order.get<int>("rows[1].n"); }),
              "rows[1].n: expected an integer from -2147483648 to 2147483647, found a string");
    EXPECT_EQ(error_of([] { order.get<uint8_t>("rows[2]"); }), "rows[2]: expected an integer from 0 to 255, found 300");
    EXPECT_EQ(error_of([] { Json(1.5).get<int64_t>(); }), "expected an integer, found 1.5");
    EXPECT_EQ(error_of([] { Json("1").get<int64_t>(); }), "expected an integer, found a string");
    EXPECT_EQ(error_of([] { order.get<Texts>("rows"); }), "rows[0]: expected a string, found an object");
    EXPECT_EQ(error_of([] { order.get<Texts>("id"); }), "id: expected an array, found a string");
    EXPECT_EQ(error_of([] { order["a"]; }), "a: missing");
    EXPECT_EQ(error_of([] { order["rows"][3]; }), "[3]: missing");
    EXPECT_EQ(error_of([] { order["rows"]["a"]; }), "expected an object, found an array");
    EXPECT_EQ(error_of([] { order.items(); }), "expected an array, found an object");
    EXPECT_EQ(error_of([] { order["rows"].members(); }), "expected an object, found an array");
}

TEST(JsonFind, takes_what_is_there_and_fits) {
    EXPECT_EQ(order.find<std::string>("id"), "a");
    EXPECT_EQ(order.find<int>("id"), std::nullopt);
    EXPECT_EQ(order.find<int>("who.is[3].this"), std::nullopt);
    EXPECT_EQ(order.find<int>("rows[2]"), 300);
    EXPECT_EQ(order.find<int8_t>("rows[2]"), std::nullopt);
    EXPECT_EQ(order.find<bool>("rows[2]"), std::nullopt);
    EXPECT_EQ(Json(-1).as<uint64_t>(), std::nullopt);
    EXPECT_EQ(Json(1.0).as<int>(), std::nullopt);
    EXPECT_EQ((Json::parse(R"(["a","b"])").as<Texts>()), (Texts{"a", "b"}));
    EXPECT_EQ((Json::parse(R"(["a",1])").as<Texts>()), std::nullopt);
    EXPECT_EQ((Json::parse("[[1],[]]").as<std::vector<std::vector<int>>>()), (std::vector<std::vector<int>>{{1}, {}}));
}

TEST(JsonFind, takes_the_fallback_for_what_is_missing_only) {
    EXPECT_EQ(order.get_or("id", "b"), "a");
    EXPECT_EQ(order.get_or("name", "b"), "b");
    EXPECT_EQ(order.get_or("none", 7), 7);
    EXPECT_EQ(error_of([] { order.get_or("id", 7); }),
              "id: expected an integer from -2147483648 to 2147483647, found a string");
}

TEST(JsonIteration, keeps_the_order) {
    std::string names;
    for (const auto &[name, value] : Json::parse(R"({"z":1,"a":2,"m":3})").members())
        names += name + value.dump();
    EXPECT_EQ(names, "z1a2m3");
    int64_t sum = 0;
    for (const auto &item : Json::parse("[1,2,3]").items())
        sum = sum * 10 + item.get<int64_t>();
    EXPECT_EQ(sum, 123);
}

TEST(JsonBuilder, writes_what_it_is_given) {
    const std::string name = "n";
    const Json json = Json::Object{{"type", "offer"},
                                   {name, 3},
                                   {"large", INT64_MIN},
                                   {"half", 0.5},
                                   {"yes", true},
                                   {"nothing", nullptr},
                                   {"texts", Texts{"a", "b"}},
                                   {"list", Json::Array{1, "two", Json::Object{}, Json::Array{}}}};
    const auto text = R"({"type":"offer","n":3,"large":-9223372036854775808,"half":0.5,"yes":true,"nothing":null,)"
                      R"("texts":["a","b"],"list":[1,"two",{},[]]})";
    EXPECT_EQ(json.dump(), text);
    EXPECT_EQ(Json::parse(text), json);
    EXPECT_EQ((Json::Object{{"a", 1}, {"b", 2}, {"a", 3}}.dump()), R"({"a":3,"b":2})");
    EXPECT_EQ(Json().dump(), "null");
    EXPECT_EQ(Json::Array().add(Json()).add(1U).dump(), "[null,1]");
}

TEST(JsonBuilder, owns_what_it_holds) {
    Json inner;
    {
        const auto outer = Json::parse(R"({"a":{"b":["c"]}})");
        inner = outer.at("a.b");
    }
    const Json again = Json::Object{{"x", inner}, {"y", inner}};
    inner = nullptr;
    EXPECT_EQ(again.dump(), R"({"x":["c"],"y":["c"]})");
}

TEST(JsonBuilder, refuses_numbers_that_json_does_not_have) {
    EXPECT_THROW(Json(std::nan("")), Error);
    EXPECT_THROW(Json(-INFINITY), Error);
    EXPECT_THROW(Json(UINT64_MAX), Error);
    EXPECT_EQ(Json(uint64_t{INT64_MAX}).get<int64_t>(), INT64_MAX);
}

TEST(JsonDump, is_always_utf8) {
    EXPECT_EQ(Json("a\xff\xc3z").dump(), "\"a\xef\xbf\xbd\xef\xbf\xbdz\"");
    EXPECT_EQ(Json("\xc0\x80").dump(), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
    EXPECT_EQ((Json::Object{{"\xff", 1}}.dump()), "{\"\xef\xbf\xbd\":1}");
}

TEST(JsonDump, escapes_controls_and_keeps_the_rest) {
    std::string all;
    for (char c = 0; c < 0x20; ++c)
        all += c;
    all += "\"\\/</script>\x7fü😀";
    const auto text = Json(all).dump();
    EXPECT_EQ(std::count_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }), 0);
    EXPECT_EQ(Json::parse(text).get<std::string>(), all);
    EXPECT_NE(text.find("/</script>"), std::string::npos);
    EXPECT_EQ(Json("\x1f\0"s).dump(), R"("\u001f\u0000")");
}

TEST(JsonDump, is_pretty_when_asked) {
    EXPECT_EQ((Json(Json::Object{{"a", Json::Array{1, Json::Array{}}}, {"b", Json::Object{}}}).dump_pretty()),
              "{\n  \"a\": [\n    1,\n    []\n  ],\n  \"b\": {}\n}");
}

TEST(JsonEquality, is_that_of_values) {
    EXPECT_EQ(Json::parse(R"({"a":1,"b":[2]})"), Json::parse(R"({"b":[2],"a":1})"));
    EXPECT_NE(Json::parse("[1,2]"), Json::parse("[2,1]"));
    EXPECT_NE(Json(1), Json("1"));
    EXPECT_EQ(Json(), Json::parse("null"));
    EXPECT_NE(Json(), Json(0));
    EXPECT_NE(Json("a\0b"s), Json("a"));
}

TEST(JsonThreads, read_one_value_at_once) {
    const auto text = order.dump();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 200; ++n) {
                const Json mine = Json::Object{{"order", order}};
                EXPECT_EQ(mine.at("order").dump(), text);
                EXPECT_EQ(mine.get<int>("order.rows[0].n"), 3);
            }
        });
    for (auto &thread : threads)
        thread.join();
}

} // namespace
} // namespace callbooth
