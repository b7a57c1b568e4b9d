// SPDX-License-Identifier: MIT
#include "media/connection/decodable.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

TEST(Decodable, is_what_has_a_depayloader_and_a_decoder) { // M10
    for (const auto &codec : {SdpCodec{96, "VP8", 90000}, SdpCodec{96, "VP9", 90000}, SdpCodec{96, "H264", 90000},
                              SdpCodec{111, "opus", 48000}, SdpCodec{0, "PCMU", 8000}, SdpCodec{8, "PCMA", 8000}})
        EXPECT_TRUE(is_decodable(codec)) << codec.name;
    for (const auto &codec : {SdpCodec{96, "X-NOVEL", 90000}, SdpCodec{97, "rtx", 90000},
                              SdpCodec{98, "flexfec-03", 90000}, SdpCodec{13, "CN", 8000}})
        EXPECT_FALSE(is_decodable(codec)) << codec.name;
}

} // namespace callbooth::media
