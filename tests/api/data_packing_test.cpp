// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include <callbooth/util/data_packing.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace callbooth::data {
namespace {

using namespace std::string_view_literals;

Value number(double value) { return {value}; }
Value text(std::string value) { return {std::move(value)}; }
Value bytes(std::string value) { return {Bytes{std::move(value)}}; }

std::string hex(std::string_view bytes) {
    std::string digits;
    for (const unsigned char byte : bytes)
        digits += fmt::format("{:02x}", byte);
    return digits;
}

/// As data/vectors.mjs writes it.
std::string shown(const std::string &bytes) {
    return bytes.size() > 600 ? fmt::format("{} of {}", hex(bytes.substr(0, 16)), bytes.size()) : hex(bytes);
}

/// What the client's packer made of each value, by name.
std::map<std::string, std::string> vectors(const char *dialect = "binarypack") {
    std::map<std::string, std::string> all;
    std::ifstream file(fmt::format("{}/{}.txt", VECTORS, dialect));
    for (std::string line; std::getline(file, line);)
        all[line.substr(0, line.find(": "))] = line.substr(line.find(": ") + 2);
    return all;
}

Value counting(size_t size) {
    Array items;
    for (size_t i = 0; i < size; ++i)
        items.push_back(number(static_cast<double>(i)));
    return {items};
}

Value keys(size_t size) {
    Object members;
    for (size_t i = 0; i < size; ++i)
        members.push_back({fmt::format("k{}", i), number(static_cast<double>(i))});
    return {members};
}

const std::map<std::string, Value> numbers = {
    {"zero", number(0)},
    {"fixint 127", number(127)},
    {"uint8 128", number(128)},
    {"uint8 255", number(255)},
    {"uint16 256", number(256)},
    {"uint16 65535", number(65535)},
    {"uint32 65536", number(65536)},
    {"uint32 4294967295", number(4294967295.0)},
    {"int64 4294967296", number(4294967296.0)},
    {"int64 2^53-1", number(9007199254740991.0)},
    {"int64 2^62", number(0x1p62)},
    {"uint64 2^63+2^62", number(0x1p63 + 0x1p62)},
    {"fixint -1", number(-1)},
    {"fixint -32", number(-32)},
    {"int8 -33", number(-33)},
    {"int8 -128", number(-128)},
    {"int16 -129", number(-129)},
    {"int16 -32768", number(-32768)},
    {"int32 -32769", number(-32769)},
    {"int32 -2^31", number(-0x1p31)},
    {"int64 -2^31-1", number(-0x1p31 - 1)},
    {"int64 -(2^53-1)", number(-9007199254740991.0)},
    {"double 0.5", number(0.5)},
    {"double -1.25", number(-1.25)},
    {"double 3.14", number(3.14)},
    {"double 1e-3", number(1e-3)},
    {"double 123456.789", number(123456.789)},
};

const std::map<std::string, Value> others = {
    {"null", {Null{}}},
    {"true", {true}},
    {"false", {false}},
    {"empty string", text("")},
    {"string 15", text("fifteen letters")},
    {"string 16", text("sixteen letters.")},
    {"string unicode", text("Grüße, 你好 👋")},
    {"string 300", text(std::string(300, 'x'))},
    {"string 65536", text(std::string(65536, 'y'))},
    {"empty bytes", bytes("")},
    {"bytes 3", bytes(std::string("\0\x7f\xff", 3))},
    {"buffer 2", bytes("\1\2")},
    {"bytes 16", bytes(std::string(16, '\7'))},
    {"bytes 65536", bytes(std::string(65536, '\x09'))},
    {"empty array", {Array{}}},
    {"array mixed", {Array{number(1), text("two"), {Null{}}, {Array{{true}, number(4.5)}}}}},
    {"array 16", counting(16)},
    {"array 300", {Array(300, number(0))}},
    {"empty object", {Object{}}},
    {"object nested", {Object{{"a", number(1)}, {"ключ", {Object{{"b", {Array{}}}}}}}}},
    {"object 16", keys(16)},
    {"close order", {Object{{"__peerData", {Object{{"type", text("close")}}}}}}},
    {"chunk 1 of 2",
     {Object{{"__peerData", number(1)}, {"n", number(0)}, {"data", bytes("\1\2\3")}, {"total", number(2)}}}},
};

TEST(BinaryPack, writes_numbers_as_the_client_does_and_reads_them_back) {
    const auto expected = vectors();
    for (const auto &[name, value] : numbers) {
        ASSERT_TRUE(expected.contains(name)) << name;
        EXPECT_EQ(shown(pack(value)), expected.at(name)) << name;
        EXPECT_EQ(unpack(pack(value)), value) << name;
    }
}

TEST(BinaryPack, writes_everything_else_as_the_client_does_and_reads_it_back) {
    const auto expected = vectors();
    for (const auto &[name, value] : others) {
        ASSERT_TRUE(expected.contains(name)) << name;
        EXPECT_EQ(shown(pack(value)), expected.at(name)) << name;
        EXPECT_EQ(unpack(pack(value)), value) << name;
    }
}

TEST(BinaryPack, has_a_value_for_each_of_the_clients_vectors) {
    const std::vector<std::string> lossy = {"undefined", "int64 2^63"};
    for (const auto &[name, packed] : vectors())
        EXPECT_EQ(numbers.count(name) + others.count(name) + std::count(lossy.begin(), lossy.end(), name), 1U) << name;
}

TEST(BinaryPack, shares_the_clients_losses) {
    const auto expected = vectors();
    EXPECT_EQ(hex(pack({Undefined{}})), expected.at("undefined")) << "undefined arrives as null";
    EXPECT_EQ(hex(pack(number(0x1p63))), expected.at("int64 2^63"));
    EXPECT_EQ(unpack(pack(number(0x1p63))), number(-0x1p63)) << "2^63 arrives negative";
}

TEST(BinaryPack, writes_numbers_without_an_integer_as_doubles) {
    EXPECT_EQ(hex(pack(number(INFINITY))), "cb7ff0000000000000");
    EXPECT_EQ(hex(pack(number(0x1p64))), "cb43f0000000000000");
    EXPECT_EQ(hex(pack(number(-0x1p80))), "cbc4f0000000000000");
    EXPECT_EQ(unpack(pack(number(-0x1.8p63))), number(-0x1.8p63)) << "below the least of 64 bits";
    EXPECT_TRUE(std::isnan(*unpack(pack(number(NAN)))->as<double>()));
}

TEST(BinaryPack, reads_the_types_that_the_client_reads_but_never_writes) {
    EXPECT_EQ(unpack("\xc1"), Value{Undefined{}});
    EXPECT_EQ(unpack("\xd5"), Value{Undefined{}});
    EXPECT_EQ(unpack("\xca\x3f\xc0\x00\x00"sv), number(1.5));
    EXPECT_EQ(unpack("\xdd\x00\x00\x00\x01\x05"sv), Value{Array{number(5)}});
    EXPECT_EQ(unpack("\xdf\x00\x00\x00\x01\xb1k\x05"sv), (Value{Object{{"k", number(5)}}}));
}

TEST(BinaryPack, refuses_every_beginning_of_a_message) {
    for (const auto &[name, value] : others) {
        const std::string whole = pack(value);
        for (size_t size = 0; size < std::min<size_t>(whole.size(), 400); ++size)
            EXPECT_EQ(unpack(whole.substr(0, size)), std::nullopt) << name << " cut at " << size;
    }
}

TEST(BinaryPack, refuses_what_it_does_not_know) {
    EXPECT_EQ(unpack("\xc4"), std::nullopt);
    EXPECT_EQ(unpack("\x81\x01\x01"), std::nullopt) << "a key that is no string";
}

TEST(BinaryPack, refuses_sizes_that_cannot_be) {
    EXPECT_EQ(unpack("\xdd\xff\xff\xff\xff"), std::nullopt);
    EXPECT_EQ(unpack("\xdf\xff\xff\xff\xff"), std::nullopt);
    EXPECT_EQ(unpack("\xd9\xff\xff\xff\xff"), std::nullopt);
}

TEST(BinaryPack, refuses_what_is_too_deep_or_too_much) {
    const auto nested = [](size_t depth) { return std::string(depth, '\x91') + '\x05'; };
    EXPECT_NE(unpack(nested(Limits().depth)), std::nullopt);
    EXPECT_EQ(unpack(nested(Limits().depth + 1)), std::nullopt);
    EXPECT_EQ(unpack(nested(1000000)), std::nullopt);
    EXPECT_NE(unpack(pack(counting(Limits().values - 1))), std::nullopt);
    EXPECT_EQ(unpack(pack(counting(Limits().values))), std::nullopt);
}

TEST(BinaryPack, finds_members_of_objects_only) {
    const Value object{Object{{"a", number(1)}}};
    ASSERT_NE(object.member("a"), nullptr);
    EXPECT_EQ(*object.member("a"), number(1));
    EXPECT_EQ(object.member("b"), nullptr);
    EXPECT_EQ(text("a").member("a"), nullptr);
}

TEST(BinaryPack, refuses_what_exceeds_the_limits_that_it_is_given) {
    EXPECT_EQ(unpack("\x91\x91\x05", {.depth = 1}), std::nullopt);
    EXPECT_EQ(unpack("\x92\x05\x05", {.values = 2}), std::nullopt);
    EXPECT_EQ(unpack("\xb3xyz", {.message = 2}), std::nullopt);
    EXPECT_NE(unpack("\xb2xy", {.message = 2}), std::nullopt);
}

std::optional<Value> read(std::string_view bytes) {
    auto first = unpack_first(bytes, Dialect::msg_pack);
    return first.state == Unpacked::State::whole ? std::optional(std::move(first.value)) : std::nullopt;
}

TEST(MsgPack, writes_all_values_as_the_client_does_and_reads_them_back) {
    const auto expected = vectors("msgpack");
    const std::vector<std::string> lost = {"buffer 2", "chunk 1 of 2"}; // that client takes views, not buffers
    for (const auto *table : {&numbers, &others})
        for (const auto &[name, value] : *table) {
            if (std::count(lost.begin(), lost.end(), name) > 0)
                continue;
            ASSERT_TRUE(expected.contains(name)) << name;
            EXPECT_EQ(shown(pack(value, Dialect::msg_pack)), expected.at(name)) << name;
            EXPECT_EQ(read(pack(value, Dialect::msg_pack)), value) << name;
        }
}

TEST(MsgPack, reads_dates_as_milliseconds_and_other_extensions_as_undefined) {
    EXPECT_EQ(read("\xd6\xff\x00\x00\x00\x02"sv), number(2000));
    EXPECT_EQ(read("\xd7\xff\x07\x73\x59\x40\x00\x00\x00\x02"sv), number(2031)) << "31.25 ms";
    EXPECT_EQ(read("\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"sv), number(-1000));
    EXPECT_EQ(read("\xd4\x01x"), Value{Undefined{}});
    EXPECT_EQ(read("\xc7\x02\x07xy"sv), Value{Undefined{}});
}

TEST(MsgPack, tells_what_is_cut_from_what_is_malformed) {
    EXPECT_EQ(unpack_first("", Dialect::msg_pack).state, Unpacked::State::cut);
    const auto cut = unpack_first("\xda\x01\x00xy"sv, Dialect::msg_pack);
    EXPECT_EQ(cut.state, Unpacked::State::cut);
    EXPECT_EQ(cut.needed, 3U + 256);
    EXPECT_EQ(unpack_first("\xc1", Dialect::msg_pack).state, Unpacked::State::malformed);
    EXPECT_EQ(unpack_first("\xdd\xff\xff\xff\xff", Dialect::msg_pack).state, Unpacked::State::malformed);
    EXPECT_EQ(unpack_first("\x81\x01\x01", Dialect::msg_pack).state, Unpacked::State::malformed);
}

TEST(MsgPack, leaves_what_follows_a_value) {
    const auto first = unpack_first("\xa2hi\x05", Dialect::msg_pack);
    EXPECT_EQ(first.value, text("hi"));
    EXPECT_EQ(first.used, 3U);
}

TEST(DataValue, is_JSON_and_back) {
    const Value value{Object{{"a", {Array{number(1), number(0.5), {true}, {Null{}}, text("x")}}}}};
    EXPECT_EQ(to_json(value).dump(), R"({"a":[1,0.5,true,null,"x"]})");
    EXPECT_EQ(from_json(to_json(value)), value);
    EXPECT_EQ(to_json({Array{{Undefined{}}, number(NAN), bytes("\1\2"), bytes("")}}).dump(),
              R"([null,null,{"base64":"AQI="},{"base64":""}])");
}

} // namespace
} // namespace callbooth::data
