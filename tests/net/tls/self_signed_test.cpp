// SPDX-License-Identifier: MIT
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "net/tls/self_signed.hpp"
#include "support/temp_folder.hpp"
#include "support/tls_wire.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace std::chrono_literals;
using std::chrono::system_clock;

namespace {

std::string content(const std::string &path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST(SelfSigned, is_kept_until_it_is_about_to_expire) {
    const test::TempFolder folder;
    const auto now = system_clock::now();
    const auto paths = net::keep_self_signed(folder.path() / "tls", now);
    const auto first = content(paths.certificate);
    net::keep_self_signed(folder.path() / "tls", now + std::chrono::hours(24 * 360));
    EXPECT_EQ(content(paths.certificate), first);
    net::keep_self_signed(folder.path() / "tls", now + std::chrono::hours(24 * 370));
    EXPECT_NE(content(paths.certificate), first);
}

TEST(SelfSigned, shows_its_key_to_nobody) {
    const test::TempFolder folder;
    const auto paths = net::keep_self_signed(folder.path(), system_clock::now());
    EXPECT_EQ(std::filesystem::status(paths.key).permissions(), std::filesystem::perms(0600));
}

TEST(SelfSigned, is_made_again_when_it_does_not_fit_its_key) {
    const test::TempFolder a;
    const test::TempFolder b;
    const auto paths = net::keep_self_signed(a.path(), system_clock::now());
    const auto other = net::keep_self_signed(b.path(), system_clock::now());
    std::filesystem::copy_file(other.key, paths.key, std::filesystem::copy_options::overwrite_existing);
    const auto before = content(paths.certificate);
    net::keep_self_signed(a.path(), system_clock::now());
    EXPECT_NE(content(paths.certificate), before);
}

TEST(SelfSigned, names_this_machine) {
    const test::TempFolder folder;
    const auto pem = content(net::keep_self_signed(folder.path(), system_clock::now()).certificate);
    gnutls_x509_crt_t certificate = nullptr;
    gnutls_x509_crt_init(&certificate);
    const gnutls_datum_t data{reinterpret_cast<unsigned char *>(const_cast<char *>(pem.data())),
                              static_cast<unsigned>(pem.size())};
    ASSERT_EQ(gnutls_x509_crt_import(certificate, &data, GNUTLS_X509_FMT_PEM), 0);
    for (const char *name : {"localhost", "127.0.0.1"})
        EXPECT_TRUE(gnutls_x509_crt_check_hostname(certificate, name)) << name;
    EXPECT_FALSE(gnutls_x509_crt_check_hostname(certificate, "chat.example"));
    gnutls_x509_crt_deinit(certificate);
}

TEST(SelfSigned, says_where_it_cannot_be_kept) {
    try {
        net::keep_self_signed("/proc/nowhere", system_clock::now());
        FAIL() << "it was kept";
    } catch (const Error &e) {
        EXPECT_NE(std::string(e.what()).find("cannot keep the self-signed certificate: "), std::string::npos)
            << e.what();
        EXPECT_NE(std::string(e.what()).find("/proc/nowhere"), std::string::npos) << e.what();
    }
}
