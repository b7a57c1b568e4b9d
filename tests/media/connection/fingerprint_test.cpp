// SPDX-License-Identifier: MIT
#include "media/connection/certificate.hpp"
#include "media/connection/fingerprint.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {

bool matches(const char *attribute) { return certificate_matches(test::certificate, {parse_fingerprint(attribute)}); }

} // namespace

TEST(Fingerprint, matches_with_every_hash_that_sdp_may_name) {
    for (const char *fingerprint : test::fingerprints)
        EXPECT_TRUE(matches(fingerprint)) << fingerprint;
}

TEST(Fingerprint, does_not_mind_case) {
    EXPECT_TRUE(matches(
        "SHA-256 f5:9a:ed:71:c8:0a:50:34:9e:9b:b6:1c:e4:e7:a4:64:55:fe:58:c6:54:8b:5d:ed:6d:c5:82:d9:24:0e:8a:8e"));
}

TEST(Fingerprint, refuses_forbidden_hashes_and_other_certificates) {
    EXPECT_FALSE(matches("md5 21:9E:D4:0A:FA:14:F3:92:76:B3:DD:D5:1A:DB:13:3C"));
    EXPECT_FALSE(matches(
        "sha-256 00:9A:ED:71:C8:0A:50:34:9E:9B:B6:1C:E4:E7:A4:64:55:FE:58:C6:54:8B:5D:ED:6D:C5:82:D9:24:0E:8A:8E"));
    EXPECT_FALSE(matches("sha-256 "));
    EXPECT_FALSE(matches("sha-256"));
    EXPECT_FALSE(certificate_matches("no certificate", {{"sha-256", ""}}));
    EXPECT_FALSE(certificate_matches(test::certificate, {}));
}

TEST(Fingerprint, is_of_the_certificate_as_it_came) {
    std::string other = test::certificate;
    other.replace(other.find("AwIB"), 4, "AgIB"); // a wrong length, which GnuTLS would mend
    EXPECT_FALSE(certificate_matches(other, {parse_fingerprint(test::fingerprints[2])}));
}

TEST(Fingerprint, is_content_with_one_of_several) {
    EXPECT_TRUE(certificate_matches(
        test::certificate,
        {{"sha-256", "00"}, parse_fingerprint("sha-1 BA:51:25:37:64:9B:22:92:FC:CF:6E:85:11:43:89:18:51:1A:C5:E8")}));
}

} // namespace callbooth::media
