// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "net/http/server.hpp"
#include "net/tls/self_signed.hpp"
#include "support/fake_services.hpp"
#include "support/temp_folder.hpp"
#include "support/tls_wire.hpp"
#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace callbooth;
using test::run_until;
using test::tls;
namespace fs = std::filesystem;

namespace {

using std::chrono::hours;
using std::chrono::system_clock;

std::string content(const std::string &path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A server with the certificate in `folder`, or one of its own.
struct Fixture {
    explicit Fixture(config::HttpSection section)
        : server(section, [this](Level, std::string_view text) { lines.emplace_back(text); }) {
        server.start();
        port = test::port_of(server.url());
    }
    bool logged(std::string_view text) const {
        return std::any_of(lines.begin(), lines.end(), [&](const auto &line) { return line.find(text) != line.npos; });
    }
    /// What a new client is shown.
    std::shared_ptr<test::TlsWire> shown() const {
        auto wire = tls();
        EXPECT_EQ(test::http(port, "GET", "/", "", "", wire).status, 404);
        return wire;
    }

    std::vector<std::string> lines;
    net::Server server;
    Source alive = test::heartbeat();
    uint16_t port = 0;
};

config::HttpSection section_of(const fs::path &folder) {
    config::HttpSection section{.port = 0};
    section.certificate = folder / "certificate.pem";
    section.private_key = folder / "private-key.pem";
    return section;
}

unsigned chain_length(test::TlsWire &wire) {
    unsigned length = 0;
    gnutls_certificate_get_peers(wire.session(), &length);
    return length;
}

using Key = std::unique_ptr<gnutls_x509_privkey_int, decltype(&gnutls_x509_privkey_deinit)>;

Key make_key() {
    gnutls_x509_privkey_t raw = nullptr;
    gnutls_x509_privkey_init(&raw);
    gnutls_x509_privkey_generate(raw, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    return {raw, &gnutls_x509_privkey_deinit};
}

using Certificate = std::unique_ptr<gnutls_x509_crt_int, decltype(&gnutls_x509_crt_deinit)>;

/// Signed by `issuer` with `issuer_key`, or by itself without one.
Certificate make_certificate(const char *name, const Key &key, gnutls_x509_crt_t issuer, const Key &issuer_key) {
    gnutls_x509_crt_t raw = nullptr;
    gnutls_x509_crt_init(&raw);
    const auto now = system_clock::to_time_t(system_clock::now());
    gnutls_x509_crt_set_version(raw, 3);
    gnutls_x509_crt_set_activation_time(raw, now - 60);
    gnutls_x509_crt_set_expiration_time(raw, now + 3600);
    gnutls_x509_crt_set_serial(raw, name, 1);
    gnutls_x509_crt_set_dn_by_oid(raw, GNUTLS_OID_X520_COMMON_NAME, 0, name, static_cast<unsigned>(strlen(name)));
    gnutls_x509_crt_set_basic_constraints(raw, issuer ? 0 : 1, -1);
    gnutls_x509_crt_set_key(raw, key.get());
    gnutls_x509_crt_sign2(raw, issuer ? issuer : raw, issuer_key.get(), GNUTLS_DIG_SHA256, 0);
    return {raw, &gnutls_x509_crt_deinit};
}

template <class Object, class Export> std::string pem_of(Object object, Export *function) {
    gnutls_datum_t data{};
    function(object, GNUTLS_X509_FMT_PEM, &data);
    const std::string text(reinterpret_cast<char *>(data.data), data.size);
    gnutls_free(data.data);
    return text;
}

constexpr auto taken = "new connections use the new certificate";

/// As `openssl x509 -fingerprint` does.
std::string as_printed(const std::string &bytes) {
    std::string text;
    for (const char byte : bytes)
        text += fmt::format("{}{:02X}", text.empty() ? "" : ":", static_cast<unsigned char>(byte));
    return text;
}

} // namespace

TEST(Certificates, are_taken_when_only_those_that_vouch_for_them_change) {
    const test::TempFolder folder;
    const auto authority_key = make_key();
    const auto authority = make_certificate("authority", authority_key, nullptr, authority_key);
    const auto key = make_key();
    const auto certificate = make_certificate("server", key, authority.get(), authority_key);
    std::ofstream(folder.path() / "private-key.pem") << pem_of(key.get(), gnutls_x509_privkey_export2);
    std::ofstream(folder.path() / "certificate.pem") << pem_of(certificate.get(), gnutls_x509_crt_export2);
    Fixture f(section_of(folder.path()));
    EXPECT_EQ(chain_length(*f.shown()), 1U);
    std::ofstream(folder.path() / "certificate.pem", std::ios::app) << pem_of(authority.get(), gnutls_x509_crt_export2);
    ASSERT_TRUE(run_until([&] { return f.logged(taken); }));
    EXPECT_EQ(chain_length(*f.shown()), 2U);
}

TEST(Certificates, are_taken_when_a_link_on_the_way_leads_elsewhere) {
    const test::TempFolder folder;
    for (const char *version : {"..first", "..second"})
        net::keep_self_signed(folder.path() / version, system_clock::now());
    fs::create_directory_symlink("..first", folder.path() / "..data");
    for (const char *name : {"certificate.pem", "private-key.pem"})
        fs::create_symlink(fs::path("..data") / name, folder.path() / name);
    Fixture f(section_of(folder.path()));
    const auto before = f.shown()->fingerprint();
    EXPECT_EQ(f.server.fingerprint(), as_printed(before));
    fs::create_directory_symlink("..second", folder.path() / "..data_tmp");
    fs::rename(folder.path() / "..data_tmp", folder.path() / "..data");
    ASSERT_TRUE(run_until([&] { return f.logged(taken); }));
    EXPECT_NE(f.shown()->fingerprint(), before);
}

TEST(Certificates, are_looked_at_when_that_is_wanted) {
    const test::TempFolder folder;
    const auto paths = net::keep_self_signed(folder.path(), system_clock::now());
    Fixture f(section_of(folder.path()));
    f.server.reload();
    EXPECT_TRUE(f.logged("the certificate has not changed; it is good until "));
    const auto before = content(paths.certificate);
    for (int i = 0; i < 2; ++i) {
        f.lines.clear();
        std::ofstream(paths.certificate) << "broken";
        f.server.reload();
        EXPECT_TRUE(f.logged("the new certificate is not used, the one from before stays: "));
        EXPECT_FALSE(f.logged("has not changed"));
    }
    std::ofstream(paths.certificate) << before << before;
    f.server.reload();
    EXPECT_TRUE(f.logged(taken));
}

TEST(Certificates, publish_when_they_expire) {
    const test::TempFolder folder;
    net::keep_self_signed(folder.path(), system_clock::now());
    test::FakeMetrics metrics; // outlives what the server publishes
    Fixture f(section_of(folder.path()));
    f.server.publish(metrics);
    const auto expires = metrics.get("callbooth_certificate_expires_seconds");
    const auto in_a_year = static_cast<double>(system_clock::to_time_t(system_clock::now() + hours(24 * 397)));
    EXPECT_NEAR(expires, in_a_year, 60);
}

namespace {

/// A certificate that is kept for a machine that changes.
struct Keeper {
    /// Whether a new one was made.
    bool keep(system_clock::time_point time) {
        const auto before = content(folder.path() / "certificate.pem");
        net::keep_self_signed(folder.path(), time, machine);
        return content(folder.path() / "certificate.pem") != before;
    }
    bool names(const char *host) const {
        const auto pem = content(folder.path() / "certificate.pem");
        gnutls_x509_crt_t certificate = nullptr;
        gnutls_x509_crt_init(&certificate);
        const gnutls_datum_t data{reinterpret_cast<unsigned char *>(const_cast<char *>(pem.data())),
                                  static_cast<unsigned>(pem.size())};
        gnutls_x509_crt_import(certificate, &data, GNUTLS_X509_FMT_PEM);
        const bool found = gnutls_x509_crt_check_hostname(certificate, host) != 0;
        gnutls_x509_crt_deinit(certificate);
        return found;
    }

    test::TempFolder folder;
    net::MachineNames machine{{"localhost"}, {std::string("\x7f\0\0\1", 4)}};
    const system_clock::time_point now = system_clock::now();
};

const std::string lan("\xc0\0\2\7", 4);                                   // 192.0.2.7
const std::string other_lan("\xc6\x33\x64\7", 4);                         // 198.51.100.7
const std::string link_local("\xa9\xfe\1\1", 4);                          // 169.254.1.1
const std::string global("\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);   // 2001:db8::1
const std::string unique_local("\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16); // fd00::1
const system_clock::time_point unset_clock = system_clock::from_time_t(24 * 3600);

} // namespace

TEST(SelfSigned, is_made_again_when_the_machine_has_got_an_address) {
    Keeper k;
    EXPECT_TRUE(k.keep(k.now));
    for (const auto &address : {lan, unique_local}) {
        k.machine.addresses.push_back(address);
        EXPECT_TRUE(k.keep(k.now));
        EXPECT_FALSE(k.keep(k.now));
    }
    EXPECT_TRUE(k.names("192.0.2.7"));
    k.machine.hosts.emplace_back("booth.local");
    EXPECT_TRUE(k.keep(k.now));
    EXPECT_TRUE(k.names("booth.local"));
}

TEST(SelfSigned, is_kept_when_an_address_comes_that_will_not_last) {
    Keeper k;
    k.keep(k.now);
    k.machine.addresses.insert(k.machine.addresses.end(), {link_local, global});
    EXPECT_FALSE(k.keep(k.now));
}

TEST(SelfSigned, names_what_it_named_before) {
    Keeper k;
    k.machine.addresses.push_back(lan);
    k.keep(k.now);
    k.machine.addresses.back() = other_lan;
    EXPECT_TRUE(k.keep(k.now));
    EXPECT_TRUE(k.names("192.0.2.7") && k.names("198.51.100.7"));
    k.machine.addresses.back() = lan; // back in the first network
    EXPECT_FALSE(k.keep(k.now));
    EXPECT_TRUE(k.keep(k.now + hours(24 * 390)));
    EXPECT_FALSE(k.names("198.51.100.7"));
}

TEST(SelfSigned, is_made_again_when_it_is_not_good_yet) {
    Keeper k;
    k.keep(k.now + hours(24 * 365)); // by a clock that was wrong
    EXPECT_TRUE(k.keep(k.now));
    EXPECT_FALSE(k.keep(k.now));
}

TEST(SelfSigned, is_made_again_when_the_clock_has_been_set) {
    Keeper k;
    EXPECT_TRUE(k.keep(unset_clock));
    EXPECT_TRUE(k.keep(k.now));
}

TEST(SelfSigned, is_kept_while_the_clock_has_not_been_set) {
    Keeper k;
    k.keep(k.now);
    EXPECT_FALSE(k.keep(unset_clock));
    k.machine.addresses.push_back(lan);
    EXPECT_TRUE(k.keep(unset_clock)); // for a name that it lacks it is made all the same
}
