// SPDX-License-Identifier: MIT
#include <fstream>

#include "devices/memory.hpp"
#include "devices/preference.hpp"
#include "support/temp_folder.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::devices;

namespace {

const std::vector<Device> three = {{DeviceKind::camera, "046d:0825:1", "HD Webcam", ""},
                                   {DeviceKind::camera, "1111:2222:3", "Laptop Camera", ""},
                                   {DeviceKind::camera, "/dev/v4l/by-id/x", "Other Webcam", ""}};

std::string picked(const Preference &preference, const std::string &in_use = "",
                   const std::set<std::string> &failing = {}) {
    return pick(three, preference, in_use, failing).value_or("none");
}

std::string meant(std::string_view text) {
    try {
        return find_meant(three, text).id;
    } catch (const Error &e) {
        return e.what();
    }
}

} // namespace

TEST(Pattern, matches_id_or_name_in_any_case) {
    EXPECT_TRUE(matches(three[0], "046d:*"));
    EXPECT_TRUE(matches(three[0], "hd web?am"));
    EXPECT_FALSE(matches(three[0], "HD"));
    EXPECT_TRUE(matches({DeviceKind::camera, "046d:0825:1@usb-1", "", ""}, "046d:0825:1"));
    EXPECT_FALSE(matches(three[0], "\xff"));
}

TEST(Pick, takes_the_first_pattern_that_something_matches) {
    EXPECT_EQ(picked({{"nothing*", "*webcam", "*"}, ""}), "046d:0825:1");
    EXPECT_EQ(picked({{"laptop*", "*"}, ""}), "1111:2222:3");
}

TEST(Pick, leaves_alone_what_matches_as_well) {
    EXPECT_EQ(picked({{"*"}, ""}, "1111:2222:3"), "1111:2222:3");
    EXPECT_EQ(picked({{"*webcam", "*"}, ""}, "1111:2222:3"), "046d:0825:1");
}

TEST(Pick, puts_the_choice_of_a_person_first) {
    EXPECT_EQ(picked({{"*webcam"}, "1111:2222:3"}, "046d:0825:1"), "1111:2222:3");
    EXPECT_EQ(picked({{"*webcam"}, "not:here"}), "046d:0825:1");
}

TEST(Pick, puts_what_fails_last) {
    EXPECT_EQ(picked({{"*"}, "046d:0825:1"}, "046d:0825:1", {"046d:0825:1"}), "1111:2222:3");
    EXPECT_EQ(picked({{"laptop*"}, ""}, "1111:2222:3", {"1111:2222:3"}), "1111:2222:3");
}

TEST(Pick, sees_no_reason_to_change_without_patterns) {
    EXPECT_EQ(picked({{}, ""}), "none");
    EXPECT_EQ(pick({}, {{"*"}, "gone"}, "gone", {}), std::nullopt);
}

TEST(Meant, is_a_number_an_id_a_name_or_a_part_of_one) {
    EXPECT_EQ(meant("2"), "1111:2222:3");
    EXPECT_EQ(meant("/dev/v4l/by-id/x"), "/dev/v4l/by-id/x");
    EXPECT_EQ(meant("laptop"), "1111:2222:3");
    EXPECT_EQ(meant("other*"), "/dev/v4l/by-id/x");
    EXPECT_EQ(meant("4"), "there is no number 4");
    EXPECT_EQ(meant("0"), "there is no number 0");
    EXPECT_EQ(meant("fourth"), "there is no 'fourth'");
}

TEST(Meant, is_asked_for_again_when_there_are_several) {
    EXPECT_EQ(meant("webcam"), "'webcam' may be HD Webcam or Other Webcam; say its number");
}

TEST(Next, goes_around) {
    EXPECT_EQ(next_of(three, "046d:0825:1").id, "1111:2222:3");
    EXPECT_EQ(next_of(three, "/dev/v4l/by-id/x").id, "046d:0825:1");
    EXPECT_EQ(next_of(three, "gone").id, "046d:0825:1");
    EXPECT_THROW(next_of({}, ""), Error);
}

TEST(MemoryFile, keeps_what_was_chosen) {
    const test::TempFolder folder;
    const auto path = (folder.path() / "deep" / "devices.json").string();
    EXPECT_TRUE(load(path).empty());
    const Memory memory{{"camera", "046d:0825:1"}, {"microphone", "with \"quotes\""}};
    save(path, memory);
    EXPECT_EQ(load(path), memory);
}

TEST(MemoryFile, that_is_something_else_is_told) {
    const test::TempFolder folder;
    const auto path = (folder.path() / "x.json").string();
    for (const std::string text : {"", "[1]", "{", "hello"}) {
        std::ofstream(path) << text;
        EXPECT_THROW(load(path), Error) << text;
    }
    std::ofstream(path) << R"({"camera": 5, "microphone": "m"})";
    EXPECT_EQ(load(path), (Memory{{"microphone", "m"}}));
    EXPECT_THROW(save("/proc/no/such/place", {}), Error);
}
