// SPDX-License-Identifier: MIT
#include "media/connection/ice_servers.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {
namespace {

std::string uri(const IceServer &server) { return webrtcbin_uri(server).value_or("none"); }

TEST(IceServers, are_said_as_webrtcbin_wants_them) {
    EXPECT_EQ(uri({"stun:chat.example:3478", "", ""}), "stun://chat.example:3478");
    EXPECT_EQ(uri({"turn:chat.example:3478?transport=tcp", "ann", "open"}),
              "turn://ann:open@chat.example:3478?transport=tcp");
    EXPECT_EQ(uri({"turn:[::1]:5349", "ann", "open"}), "turn://ann:open@[::1]:5349");
}

/// libnice would talk to them without TLS.
TEST(IceServers, are_not_used_where_they_want_tls) { // M12
    EXPECT_EQ(uri({"turns:chat.example:5349", "ann", "open"}), "none");
    std::vector<IceServer> servers = {{"turns:a", "", ""}, {"turn:b", "", ""}, {"turns:c?transport=tcp", "", ""}};
    EXPECT_EQ(without_encrypted(servers), "turns:a, turns:c?transport=tcp");
    ASSERT_EQ(servers.size(), 1U);
    EXPECT_EQ(servers[0].url, "turn:b");
}

TEST(IceServers, have_names_and_passwords_with_any_characters) {
    EXPECT_EQ(uri({"turn:chat.example", "1700000000:ann", "a+b/c=@?"}),
              "turn://1700000000%3Aann:a%2Bb%2Fc%3D%40%3F@chat.example");
}

TEST(IceServers, that_are_none_are_passed_over) {
    for (const char *url : {"", "turn", "turn:", "http://chat.example", "stun:", "stun:chat.example:99999x"})
        EXPECT_EQ(uri({url, "", ""}), "none") << url;
}

struct Webrtcbin : testing::Test {
    std::string stun() const {
        Handle<char> server;
        g_object_get(webrtc.get(), "stun-server", static_cast<char **>(Out(server)), nullptr);
        return server ? server.get() : "";
    }
    Ref<GstElement> webrtc = make_element("webrtcbin");
};

TEST_F(Webrtcbin, asks_the_first_stun_server) {
    use_ice_servers(webrtc.get(), {{"stun:127.0.0.1:1", "", ""}, {"stun:127.0.0.1:2", "", ""}});
    EXPECT_EQ(stun(), "stun://127.0.0.1:1");
}

TEST_F(Webrtcbin, keeps_the_stun_server_of_the_pipeline_file) {
    g_object_set(webrtc.get(), "stun-server", "stun://127.0.0.1:3", nullptr);
    use_ice_servers(webrtc.get(), {{"stun:127.0.0.1:1", "", ""}});
    EXPECT_EQ(stun(), "stun://127.0.0.1:3");
}

} // namespace
} // namespace callbooth::media
