// SPDX-License-Identifier: MIT
#include <set>

#include "remote-control/admission.hpp"
#include "remote-control/lan_url.hpp"
#include "remote-control/secret_code.hpp"
#include <gtest/gtest.h>

using namespace callbooth::remote_control;
using namespace std::chrono_literals;

namespace {

struct AdmissionTest : testing::Test {
    AdmissionTest() { admission.renew(now); }

    Entry enter(const std::string &code, const std::string &session = "", const std::string &network = "10.0.0.1") {
        return admission.enter({network, code, session}, now);
    }

    Admission::Time now{1h};
    Admission admission{{.idle = 60s, .lifetime = 600s, .away = 30s}};
};

} // namespace

TEST(SecretCode, is_another_one_each_time) {
    std::set<std::string> codes;
    for (int i = 0; i < 1000; ++i)
        codes.insert(secret_code());
    EXPECT_EQ(codes.size(), 1000u);
    EXPECT_EQ(codes.begin()->size(), 26u);
    EXPECT_EQ(codes.begin()->find_first_not_of("abcdefghijkmnpqrstuvwxyz23456789"), std::string::npos);
}

TEST_F(AdmissionTest, lets_one_phone_in_with_the_code) {
    EXPECT_EQ(enter("wrong"), Entry::wrong_code);
    EXPECT_EQ(enter(""), Entry::wrong_code);
    EXPECT_FALSE(admission.is_taken());
    EXPECT_EQ(enter(admission.code()), Entry::admitted);
    EXPECT_TRUE(admission.is_taken());
    EXPECT_EQ(enter(admission.code()), Entry::busy) << "a second phone";
    EXPECT_EQ(enter(admission.code(), "guessed"), Entry::busy);
    EXPECT_EQ(enter("wrong", admission.session()), Entry::wrong_code);
    EXPECT_EQ(enter(admission.code(), admission.session()), Entry::returned);
}

TEST_F(AdmissionTest, knows_a_code_no_more_when_it_was_replaced_or_ended) {
    const std::string code = admission.code();
    ASSERT_EQ(enter(code), Entry::admitted);
    const std::string session = admission.session();
    admission.renew(now);
    EXPECT_NE(admission.code(), code);
    EXPECT_EQ(enter(code), Entry::wrong_code);
    EXPECT_EQ(enter(code, session), Entry::wrong_code);
    EXPECT_EQ(enter(admission.code(), session), Entry::admitted) << "the session is worth nothing";
    const std::string last = admission.code();
    admission.end();
    EXPECT_EQ(enter(last), Entry::wrong_code);
    EXPECT_EQ(enter(""), Entry::wrong_code) << "an empty code is not a code";
}

TEST_F(AdmissionTest, ends_a_code_that_nobody_uses) {
    now += 59s;
    EXPECT_EQ(admission.expiry(now), Expiry::none);
    now += 1s;
    EXPECT_EQ(admission.expiry(now), Expiry::idle);
    EXPECT_EQ(enter(admission.code()), Entry::wrong_code) << "also before anybody has looked";
}

TEST_F(AdmissionTest, ends_the_code_of_a_phone_that_asks_for_nothing) {
    ASSERT_EQ(enter(admission.code()), Entry::admitted);
    for (int i = 0; i < 3; ++i) {
        now += 50s;
        admission.touch(now);
        EXPECT_EQ(admission.expiry(now), Expiry::none);
    }
    now += 60s;
    EXPECT_EQ(admission.expiry(now), Expiry::idle);
}

TEST_F(AdmissionTest, ends_a_code_in_any_case_after_its_lifetime) {
    ASSERT_EQ(enter(admission.code()), Entry::admitted);
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(admission.expiry(now), Expiry::none);
        now += 30s;
        admission.touch(now);
    }
    EXPECT_EQ(admission.expiry(now), Expiry::lifetime);
    EXPECT_EQ(enter(admission.code(), admission.session()), Entry::wrong_code);
}

TEST_F(AdmissionTest, waits_some_time_for_a_phone_that_was_lost) {
    ASSERT_EQ(enter(admission.code()), Entry::admitted);
    admission.lost(now);
    now += 29s;
    EXPECT_EQ(admission.expiry(now), Expiry::none);
    EXPECT_EQ(enter(admission.code()), Entry::busy) << "not another one";
    EXPECT_EQ(enter(admission.code(), admission.session()), Entry::returned);
    now += 40s;
    EXPECT_EQ(admission.expiry(now), Expiry::none) << "it is here";
    admission.lost(now);
    now += 30s;
    EXPECT_EQ(admission.expiry(now), Expiry::away);
}

TEST_F(AdmissionTest, limits_attempts_of_a_network_whatever_they_are) {
    int tried = 0;
    while (enter("wrong") == Entry::wrong_code)
        ++tried;
    EXPECT_EQ(tried, 10);
    EXPECT_EQ(enter(admission.code()), Entry::too_often) << "also with the right one";
    EXPECT_EQ(enter(admission.code(), "", "10.0.0.2"), Entry::admitted);
    now += 5s;
    EXPECT_EQ(enter("wrong"), Entry::wrong_code);
    EXPECT_EQ(enter("wrong"), Entry::too_often);
}

TEST_F(AdmissionTest, lets_a_phone_with_a_bad_connection_come_back_often) {
    ASSERT_EQ(enter(admission.code()), Entry::admitted);
    for (int i = 0; i < 49; ++i) {
        EXPECT_EQ(enter("wrong"), Entry::wrong_code);
        EXPECT_EQ(enter(admission.code(), admission.session()), Entry::returned);
    }
    EXPECT_EQ(enter(admission.code(), admission.session()), Entry::returned);
    EXPECT_EQ(enter(admission.code(), admission.session()), Entry::too_often) << "100 attempts of all";
}

TEST_F(AdmissionTest, limits_attempts_of_all_networks_together) {
    int tried = 0;
    while (tried < 1000 && enter("wrong", "", "10.1.0." + std::to_string(tried)) == Entry::wrong_code)
        ++tried;
    EXPECT_EQ(tried, 100);
    now += 1s;
    EXPECT_EQ(enter(admission.code(), "", "10.2.0.1"), Entry::admitted);
}

TEST_F(AdmissionTest, remembers_so_many_networks_and_not_more) {
    for (int i = 0; i < 20000; ++i) {
        now += 200ms;
        admission.touch(now);
        enter("wrong", "", std::to_string(i));
    }
    EXPECT_EQ(enter("wrong", "", "one more"), Entry::wrong_code);
}

TEST(LanUrl, is_the_address_that_others_reach) {
    EXPECT_EQ(lan_url("https://192.168.1.2:8443"), "https://192.168.1.2:8443");
    const std::string url = lan_url("https://0.0.0.0:8443");
    EXPECT_TRUE(url.starts_with("https://") && url.ends_with(":8443")) << url;
    EXPECT_EQ(url.find("0.0.0.0"), std::string::npos);
    EXPECT_EQ(lan_url("https://[::]:8443"), url);
}

TEST(LanUrl, knows_where_a_code_may_be_sent) {
    for (const auto *url : {"https://10.0.0.1:8443/", "http://127.0.0.1:8080/", "http://[::1]:80/",
                            "http://localhost:8080/", "https://booth.example/"})
        EXPECT_TRUE(is_private(url)) << url;
    for (const auto *url : {"http://10.0.0.1:8080/", "http://127evil.example/", "http://localhost.example/",
                            "http://[::2]/", "ftp://localhost/", ""})
        EXPECT_FALSE(is_private(url)) << url;
}
