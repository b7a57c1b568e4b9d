// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>

#include "net/http/server.hpp"
#include "support/fake_presence.hpp"
#include "support/raw_client.hpp"
#include "support/temp_folder.hpp"
#include "support/test_host.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

namespace {

const fs::path data = CALLBOOTH_COUNTRY_DATA;

/// The plugin before a server that takes every word on who a client is.
struct Fixture {
    explicit Fixture(Values values = {}) {
        fs::copy_file(data / "before.mmdb", file);
        host.folder = folder.path().string();
        host.offer<HttpServer>(server);
        host.offer<Presence>(presence);
        values.emplace("database", std::string("country.mmdb"));
        if (!values.contains("deny"))
            values.emplace("allow", Texts{"DE", "CH"});
        plugin = host.create(values);
        plugin->start();
        server.start();
        port = test::port_of(server.url());
    }
    int status_of(const std::string &client, const std::string &path = "/signaling/peerjs") {
        return test::WebSocketClient(port, path, "X-Forwarded-For: " + client + "\r\n").status;
    }
    /// Puts a file in the place of the database, the way that careful tools do.
    void replace_with(const fs::path &database) {
        fs::copy_file(database, folder.path() / "new");
        fs::rename(folder.path() / "new", file);
    }
    bool wait_for_log(std::string_view text) {
        return test::run_until([&] { return host.logged(text); });
    }

    test::TempFolder folder;
    fs::path file = folder.path() / "country.mmdb";
    net::Server server{{.port = 0, .trusted_proxies = {"127.0.0.1"}}, [](Level, std::string_view) {}};
    Subscription socket = server.websocket("/signaling/peerjs", [](const HttpRequest &, WebSocket &) {});
    Subscription rest = server.route(
        "/signaling", [](const HttpRequest &) { return HttpResponse{}; }, Audience::peers);
    Subscription other = server.websocket("/other", [](const HttpRequest &, WebSocket &) {});
    Source alive = test::heartbeat();
    test::FakePresence presence;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

} // namespace

TEST(CountryPlugin, lets_in_who_is_on_the_list) {
    Fixture f;
    EXPECT_EQ(f.status_of("5.1.2.3"), 101);
    EXPECT_EQ(f.status_of("2a00:1::2"), 101);
    EXPECT_EQ(f.status_of("6.1.2.3"), 403);
    EXPECT_TRUE(f.host.logged("refused 6.1.2.3 (FR)"));
    EXPECT_EQ(f.host.metrics.get("callbooth_country_checks_total admitted"), 2);
    EXPECT_EQ(f.host.metrics.get("callbooth_country_checks_total refused"), 1);
    const auto reply = test::http(f.port, "GET", "/signaling/peerjs/id", "X-Forwarded-For: 6.1.2.3\r\n");
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.body, "Not available in your country\n");
    EXPECT_EQ(reply.header("Cache-Control"), "no-store");
}

TEST(CountryPlugin, guards_the_visitors_of_protocols_that_ask_for_each) {
    Fixture f;
    const auto refusal = [](Fixture &fixture, const char *id, const char *address) {
        return test::FakeCrowd::text_of(fixture.presence.check({id, "", address, "socketio"}));
    };
    EXPECT_EQ(refusal(f, "a", "6.1.2.3"), "Not available in your country");
    EXPECT_EQ(refusal(f, "a", "5.1.2.3"), "");
    EXPECT_EQ(refusal(f, "", "6.1.2.3"), "") << "the gates look at an address alone";
    EXPECT_EQ(f.host.metrics.get("callbooth_country_checks_total refused"), 1);
    Fixture elsewhere({{"paths", Texts{"/find"}}});
    EXPECT_EQ(refusal(elsewhere, "a", "6.1.2.3"), "");
}

TEST(CountryPlugin, keeps_out_who_is_on_the_other_list) {
    Fixture f({{"deny", Texts{"fr"}}});
    EXPECT_EQ(f.status_of("6.1.2.3"), 403);
    EXPECT_EQ(f.status_of("5.1.2.3"), 101);
    EXPECT_EQ(f.status_of("9.1.2.3"), 101);
}

TEST(CountryPlugin, does_with_the_unknown_as_it_is_told) {
    Fixture f;
    EXPECT_EQ(f.status_of("9.1.2.3"), 101);
    EXPECT_EQ(f.status_of("unknown"), 101);
    Fixture strict({{"admit-unknown", false}});
    EXPECT_EQ(strict.status_of("9.1.2.3"), 403);
    EXPECT_TRUE(strict.host.logged("refused 9.1.2.3 (country not known)"));
    EXPECT_EQ(strict.status_of("5.1.2.3"), 101);
}

TEST(CountryPlugin, guards_all_websockets_unless_it_is_told_otherwise) {
    Fixture f;
    EXPECT_EQ(f.status_of("6.1.2.3", "/other"), 403);
    EXPECT_EQ(test::http(f.port, "GET", "/", "X-Forwarded-For: 6.1.2.3\r\n").status, 404) << "pages can be read";
    Fixture one({{"paths", Texts{"/other"}}});
    EXPECT_EQ(one.status_of("6.1.2.3"), 101);
    EXPECT_EQ(one.status_of("6.1.2.3", "/other"), 403);
    Fixture everything({{"paths", Texts{"/"}}});
    EXPECT_EQ(everything.status_of("6.1.2.3", "/other"), 403);
    EXPECT_EQ(everything.status_of("5.1.2.3", "/other"), 101);
    EXPECT_EQ(test::http(everything.port, "GET", "/", "X-Forwarded-For: 6.1.2.3\r\n").status, 403);
}

TEST(CountryPlugin, takes_a_new_database) {
    Fixture f;
    f.replace_with(data / "after.mmdb");
    EXPECT_TRUE(f.wait_for_log("from now on"));
    EXPECT_EQ(f.status_of("6.1.2.3"), 101);
    EXPECT_EQ(f.status_of("5.1.2.3"), 403);
}

TEST(CountryPlugin, takes_a_database_that_is_written_over_the_old_one) {
    Fixture f;
    fs::copy_file(data / "after.mmdb", f.file, fs::copy_options::overwrite_existing);
    EXPECT_TRUE(f.wait_for_log("from now on"));
    EXPECT_EQ(f.status_of("6.1.2.3"), 101);
}

TEST(CountryPlugin, keeps_the_old_database_when_the_new_one_is_broken) {
    Fixture f;
    std::ofstream(f.file) << "nonsense";
    EXPECT_TRUE(f.wait_for_log("stays in use"));
    EXPECT_TRUE(f.host.logged("cannot read the database '" + f.file.string() + "': it is no database", Level::warning));
    EXPECT_EQ(f.status_of("5.1.2.3"), 101);
    EXPECT_EQ(f.status_of("6.1.2.3"), 403);
    f.replace_with(data / "after.mmdb");
    EXPECT_TRUE(f.wait_for_log("from now on"));
    EXPECT_EQ(f.status_of("6.1.2.3"), 101);
}

TEST(CountryPlugin, keeps_the_old_database_when_the_file_is_removed) {
    Fixture f;
    fs::remove(f.file);
    EXPECT_TRUE(f.wait_for_log("stays in use"));
    EXPECT_EQ(f.status_of("6.1.2.3"), 403);
}

TEST(CountryPlugin, does_not_start_without_a_database) {
    test::TestHost host;
    EXPECT_THROW(host.create({{"database", std::string("/no/such/file")}, {"allow", Texts{"DE"}}}), Error);
}
