// SPDX-License-Identifier: MIT
#include <callbooth/util/serializations.hpp>
#include <gtest/gtest.h>

namespace callbooth {

TEST(Serializations, are_found_by_the_names_of_peerjs_alone) {
    EXPECT_EQ(find_serialization("json")->format, MessageFormat::json);
    EXPECT_EQ(find_serialization("raw")->format, MessageFormat::raw);
    EXPECT_EQ(find_serialization("binary")->format, MessageFormat::binary);
    EXPECT_EQ(find_serialization("binary-utf8")->format, MessageFormat::binary);
    EXPECT_EQ(find_serialization("MsgPack")->format, MessageFormat::msg_pack);
    for (const char *unknown : {"", "JSON", "binary ", "msgpack"})
        EXPECT_FALSE(find_serialization(unknown)) << unknown;
}

TEST(Serializations, are_offered_under_one_name_each) {
    EXPECT_EQ(offered_serializations().size(), 4U);
    for (const char *name : offered_serializations())
        EXPECT_TRUE(find_serialization(name)->offered);
}

} // namespace callbooth
