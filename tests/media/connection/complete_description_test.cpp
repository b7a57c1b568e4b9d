// SPDX-License-Identifier: MIT
#include "media/connection/sdp/complete_description.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

TEST(CompleteDescription, has_each_candidate_in_its_section) {
    const std::string head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
    const std::string audio = "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n";
    const std::string data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n";
    const std::string udp = "candidate:1 1 UDP 2015363327 192.0.2.1 5000 typ host";
    const std::string tcp = "candidate:2 1 TCP 1015021823 192.0.2.1 9 typ host tcptype active";
    EXPECT_EQ(complete_description(head + audio + data, {{udp, "0", 0}, {tcp, "0", 0}, {udp, "9", 9}, {"x", "1", 1}}),
              head + audio + "a=" + udp + "\r\na=" + tcp + "\r\na=end-of-candidates\r\n" + data);
}

} // namespace callbooth::media
