// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
namespace fs = std::filesystem;

namespace {

/// A folder `site` with files, and a file beside it that nobody may see.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "callbooth-web-XXXXXX").string();
        base_ = mkdtemp(name.data());
        fs::create_directories(site() / "assets");
        fs::create_directories(site() / "sub folder");
        fs::create_directories(site() / ".git");
        fs::create_directories(site() / ".well-known");
        write("site/index.html", "<p>home");
        write("site/sub folder/index.html", "<p>sub");
        write("site/plain.txt", "plain");
        write("site/sub folder/other.html", "<p>other");
        write("site/assets/main-B3x_9aZq.js", "js");
        write("site/assets/logo.svg", "svg");
        write("site/.git/config", "hidden");
        write("site/.well-known/x", "known");
        write("secret", "secret");
        fs::create_symlink(base_ / "secret", site() / "link-out");
        fs::create_symlink("plain.txt", site() / "link-in");
        fs::create_directory_symlink(base_, site() / "up");
        mkfifo((site() / "fifo").c_str(), 0600);
    }
    ~Folder() { fs::remove_all(base_); }

    fs::path site() const { return base_ / "site"; }
    void write(const std::string &name, const std::string &text) { std::ofstream(base_ / name) << text; }

private:
    fs::path base_;
};

struct Fixture {
    explicit Fixture(Values values = {}) {
        values.emplace("root", folder.site().string());
        host.offer<HttpServer>(server);
        plugin = host.create(values);
        plugin->start();
        server.start();
        port = test::port_of(server.url());
    }
    test::HttpReply get(const std::string &target, const std::string &headers = "") {
        return test::http(port, "GET", target, headers);
    }

    Folder folder;
    net::Server server{{.port = 0, .connects_per_second = 1e6}, [](Level, std::string_view) {}};
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

} // namespace

TEST(WebPlugin, serves_files_and_the_index_of_folders) {
    Fixture f;
    const auto home = f.get("/");
    EXPECT_EQ(home.status, 200);
    EXPECT_EQ(home.body, "<p>home");
    EXPECT_EQ(home.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(f.get("/plain.txt?query=ignored").body, "plain");
    EXPECT_EQ(f.get("/sub%20folder/").body, "<p>sub");
    EXPECT_EQ(f.get("/link-in").body, "plain");
    EXPECT_EQ(f.get("/.well-known/x").body, "known");
}

TEST(WebPlugin, serves_the_configured_index_of_folders) {
    Fixture f({{"index", std::string("other.html")}});
    EXPECT_EQ(f.get("/").status, 404);
    EXPECT_EQ(f.get("/index.html").body, "<p>home");
    EXPECT_EQ(f.get("/sub%20folder/").body, "<p>other");
}

TEST(WebPlugin, keeps_its_index_inside_of_the_root) {
    Fixture f({{"index", std::string("../secret")}});
    EXPECT_EQ(f.get("/").status, 404);
    EXPECT_EQ(f.get("/sub%20folder/").status, 404);
}

TEST(WebPlugin, leads_to_the_slash_of_a_folder) {
    Fixture f;
    const auto reply = f.get("/sub%20folder");
    EXPECT_EQ(reply.status, 301);
    EXPECT_EQ(reply.header("Location"), "./sub%20folder/");
}

TEST(WebPlugin, shows_nothing_outside_hidden_or_special) {
    Fixture f;
    for (const auto target : {"/../secret", "/%2e%2e/secret", "/sub%20folder/%2e%2e/%2e%2e/secret", "/..%2fsecret",
                              "/link-out", "/up/secret", "/up/", "/.git/config", "/.git/", "/fifo", "/nothing",
                              "/plain.txt/", "/plain.txt/x", "/assets/", "//etc/passwd", "/%00", "/..%5csecret"}) {
        const auto reply = f.get(target);
        EXPECT_TRUE(reply.status == 404 || reply.status == 400) << target << " " << reply.status;
        EXPECT_EQ(reply.body.find("secret"), std::string::npos) << target;
        EXPECT_EQ(reply.body.find("hidden"), std::string::npos) << target;
    }
}

TEST(WebPlugin, answers_304_until_the_file_changes) {
    Fixture f;
    const auto etag = f.get("/plain.txt").header("ETag");
    ASSERT_FALSE(etag.empty());
    const auto again = f.get("/plain.txt", "If-None-Match: " + etag + "\r\n");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("ETag"), etag);
    f.folder.write("site/plain.txt", "changed");
    EXPECT_EQ(f.get("/plain.txt", "If-None-Match: " + etag + "\r\n").body, "changed");
}

TEST(WebPlugin, says_how_long_to_keep_what) {
    Fixture f({{"cache", int64_t{60}}});
    EXPECT_EQ(f.get("/").header("Cache-Control"), "no-cache");
    EXPECT_EQ(f.get("/assets/main-B3x_9aZq.js").header("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(f.get("/assets/logo.svg").header("Cache-Control"), "public, max-age=60");
    Fixture never({{"cache", int64_t{0}}});
    EXPECT_EQ(never.get("/plain.txt").header("Cache-Control"), "no-cache");
}

TEST(WebPlugin, answers_head_and_refuses_the_rest) {
    Fixture f;
    const auto head = test::http(f.port, "HEAD", "/plain.txt");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), "5");
    EXPECT_EQ(head.body, "");
    const auto post = test::http(f.port, "POST", "/plain.txt");
    EXPECT_EQ(post.status, 405);
    EXPECT_EQ(post.header("Allow"), "GET, HEAD");
}

TEST(WebPlugin, keeps_what_is_asked_for_in_memory_until_it_changes) {
    Fixture f;
    const Source alive = test::heartbeat();
    EXPECT_EQ(f.host.metrics.get("callbooth_web_cache_bytes"), 0);
    EXPECT_TRUE(test::run_until(
        [&] { return f.get("/plain.txt").body == "plain" && f.host.metrics.get("callbooth_web_cache_bytes") > 0; }));
    EXPECT_EQ(f.get("/plain.txt").body, "plain");
    f.folder.write("site/plain.txt", "again");
    EXPECT_EQ(f.get("/plain.txt").body, "again");
}

TEST(WebPlugin, sends_large_files_in_pieces) {
    Fixture f;
    std::string text(3 << 20, '\0');
    for (size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>(i * 2654435761U >> 24);
    f.folder.write("site/large.bin", text);
    EXPECT_EQ(f.get("/large.bin").body, text);
    EXPECT_EQ(f.host.metrics.get("callbooth_web_cache_bytes"), 0);
}

TEST(WebPlugin, reads_nothing_for_an_answer_without_a_body) {
    Fixture f;
    f.folder.write("site/huge.bin", "");
    fs::resize_file(f.folder.site() / "huge.bin", uintmax_t{8} << 30); // more than there is memory, and a hole
    const auto head = test::http(f.port, "HEAD", "/huge.bin");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), "8589934592");
    EXPECT_EQ(f.get("/huge.bin", "If-None-Match: " + head.header("ETag") + "\r\n").status, 304);
    EXPECT_EQ(f.server.bodies().bytes(), 0U);
}

TEST(WebPlugin, ends_the_connection_when_a_file_becomes_shorter) {
    Fixture f;
    f.folder.write("site/large.bin", std::string(16 << 20, 'l'));
    test::RawClient client(f.port, 4096);
    client.send("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const Source alive = test::heartbeat();
    ASSERT_TRUE(test::run_until([&] {
        client.receive();
        return client.received.size() > 1000;
    }));
    fs::resize_file(f.folder.site() / "large.bin", 1000);
    EXPECT_TRUE(client.receive_until_closed());
    EXPECT_LT(client.received.size(), size_t{16} << 20);
    EXPECT_EQ(client.received.back(), 'l'); // nothing was made up
    EXPECT_EQ(f.get("/plain.txt").status, 200);
}

TEST(WebPlugin, keeps_pages_to_themselves) {
    Fixture f;
    const auto reply = f.get("/");
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(reply.header("Permissions-Policy"), "camera=(self), microphone=(self), display-capture=(self)");
    EXPECT_NE(reply.header("Content-Security-Policy").find("connect-src 'self' ws://localhost wss://localhost;"),
              std::string::npos);
    EXPECT_EQ(f.get("/nothing").header("X-Content-Type-Options"), "nosniff");
}

TEST(WebPlugin, may_live_below_the_root) {
    Fixture f({{"path", std::string("/app/")}});
    EXPECT_EQ(f.get("/app/plain.txt").body, "plain");
    EXPECT_EQ(f.get("/app").header("Location"), "./app/");
    EXPECT_EQ(f.get("/plain.txt").status, 404);
    EXPECT_EQ(f.get("/application").status, 404);
}

TEST(WebPlugin, says_that_its_folder_is_missing) {
    test::TestHost host;
    try {
        host.create({{"root", std::string("/no/such/folder")}});
        FAIL() << "it was made";
    } catch (const Error &e) {
        EXPECT_EQ(std::string(e.what()),
                  "root '/no/such/folder' is no folder: build the page, or name the folder of another one");
    }
}

TEST(WebPlugin, takes_its_folder_from_the_environment) {
    Folder folder;
    setenv("CALLBOOTH_WEB_ROOT", folder.site().c_str(), 1);
    test::TestHost host;
    EXPECT_NO_THROW(host.create());
    unsetenv("CALLBOOTH_WEB_ROOT");
}
