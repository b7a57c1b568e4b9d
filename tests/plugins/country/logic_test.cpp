// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>

#include "country/database.hpp"
#include "country/policy.hpp"
#include "support/temp_folder.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using callbooth::Error;
using callbooth::country::Database;
using callbooth::country::Policy;

namespace {

const std::string before = CALLBOOTH_COUNTRY_DATA "/before.mmdb";

std::string bytes_of(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What is wrong with a database of these bytes; the path is called `FILE`.
std::string problem(const std::string &bytes) {
    const callbooth::test::TempFolder folder;
    const auto path = (folder.path() / "x.mmdb").string();
    std::ofstream(path, std::ios::binary) << bytes;
    try {
        const Database database(path);
        return "";
    } catch (const Error &e) {
        std::string text = e.what();
        return text.replace(text.find(path), path.size(), "FILE");
    }
}

std::string problem(const std::vector<std::string> &allow, const std::vector<std::string> &deny) {
    try {
        const Policy policy(allow, deny, true);
        return "";
    } catch (const Error &e) {
        return e.what();
    }
}

} // namespace

TEST(CountryDatabase, knows_the_countries_of_both_layouts_and_both_kinds_of_addresses) {
    const Database database(before);
    EXPECT_EQ(database.country("5.1.2.3"), "DE");
    EXPECT_EQ(database.country("6.255.255.255"), "FR");
    EXPECT_EQ(database.country("2a00:1::2"), "CH");
}

TEST(CountryDatabase, says_nothing_about_what_it_does_not_know) {
    const Database database(before);
    for (const auto address : {"7.0.0.1", "9.0.0.1", "2b00::1", "127.0.0.1", "nonsense", "", "5.1.2.3 ", "fe80::1%lo"})
        EXPECT_EQ(database.country(address), "") << address;
}

TEST(CountryDatabase, tells_what_it_is) {
    const auto text = Database(before).description();
    EXPECT_TRUE(text.starts_with("Test-Country of 20")) << text;
    EXPECT_EQ(text.size(), std::string("Test-Country of 2026-01-01").size());
}

TEST(CountryDatabase, does_not_mind_what_happens_to_its_file) {
    const callbooth::test::TempFolder folder;
    const auto path = folder.path() / "x.mmdb";
    std::filesystem::copy_file(before, path);
    const Database database(path.string());
    std::filesystem::resize_file(path, 0);
    EXPECT_EQ(database.country("5.1.2.3"), "DE");
}

TEST(CountryDatabase, refuses_what_is_none) {
    const auto none = "cannot read the database 'FILE': it is no database in MaxMind's format (.mmdb), or not complete";
    EXPECT_EQ(problem("nonsense"), none);
    EXPECT_EQ(problem(""), "cannot read the database 'FILE': it is empty");
    const auto whole = bytes_of(before);
    EXPECT_EQ(problem(whole), "");
    for (const size_t size : {whole.size() / 4, whole.size() / 2})
        EXPECT_EQ(problem(whole.substr(0, size)), none) << size;
    for (size_t size = 1; size < whole.size() - 8; size += 97)
        EXPECT_NE(problem(whole.substr(0, size)), "") << size;
}

TEST(CountryDatabase, refuses_a_damaged_one) {
    auto bytes = bytes_of(before);
    std::fill_n(bytes.begin(), 1200, '\xfe');
    const auto text = problem(bytes);
    EXPECT_TRUE(text.starts_with("cannot read the database 'FILE': ")) << text;
    EXPECT_EQ(text.find("format"), std::string::npos) << text;
}

TEST(CountryDatabase, refuses_one_that_knows_no_countries) {
    EXPECT_EQ(problem(bytes_of(CALLBOOTH_COUNTRY_DATA "/without.mmdb")),
              "cannot read the database 'FILE': it names no countries; it has to be a database of countries or cities");
}

TEST(CountryDatabase, says_why_it_cannot_read_a_file) {
    for (const auto &[path, why] : {std::pair("/no/such/file", "No such file or directory"),
                                    {"/tmp", "it is no file"},
                                    {"/dev/null", "it is no file"}})
        try {
            const Database database(path);
            FAIL() << path;
        } catch (const Error &e) {
            EXPECT_EQ(std::string(e.what()), "cannot read the database '" + std::string(path) + "': " + why);
        }
}

TEST(CountryPolicy, admits_those_on_the_allow_list) {
    const Policy policy({"de", "CH"}, {}, true);
    EXPECT_TRUE(policy.admits("DE"));
    EXPECT_TRUE(policy.admits("CH"));
    EXPECT_FALSE(policy.admits("FR"));
}

TEST(CountryPolicy, admits_all_but_those_on_the_deny_list) {
    const Policy policy({}, {"DE"}, true);
    EXPECT_FALSE(policy.admits("DE"));
    EXPECT_TRUE(policy.admits("FR"));
}

TEST(CountryPolicy, does_with_the_unknown_as_it_is_told) {
    EXPECT_TRUE(Policy({"DE"}, {}, true).admits(""));
    EXPECT_FALSE(Policy({"DE"}, {}, false).admits(""));
    EXPECT_TRUE(Policy({}, {"DE"}, true).admits(""));
    EXPECT_FALSE(Policy({}, {"DE"}, false).admits(""));
}

TEST(CountryPolicy, says_what_is_wrong) {
    EXPECT_EQ(problem({"Germany"}, {}),
              "'GERMANY' in allow is no country: take its two letters in ISO 3166, as in 'DE'");
    EXPECT_EQ(problem({}, {"D1"}), "'D1' in deny is no country: take its two letters in ISO 3166, as in 'DE'");
    EXPECT_EQ(problem({}, {}), "neither allow nor deny names a country: name some, or leave the plugin out");
    EXPECT_EQ(problem({"DE"}, {"FR"}),
              "allow and deny are both given: whoever is not in allow is refused anyway, so leave deny out");
}
