// SPDX-License-Identifier: MIT
/// What a chat site says of its STUN and TURN servers, and the addresses made of it.
#include "fuzz.hpp"
#include "media/connection/ice_servers.hpp"
#include "turn/answer.hpp"
#include <callbooth/error.hpp>

namespace callbooth::fuzz {

void run(std::string_view bytes) {
    try {
        const auto answer = turn::read_answer(bytes.substr(0, turn::max_answer_bytes));
        require(answer.servers.size() <= 16, "an answer has at most 16 servers");
        require(answer.ttl.count() >= 60 && answer.ttl.count() <= 86400, "an answer is good for a minute to a day");
        for (const auto &server : answer.servers)
            if (const auto uri = media::webrtcbin_uri(server))
                require(uri->starts_with("stun://") || uri->starts_with("turn"), "a server is a STUN or TURN server");
    } catch (const Error &) {
        // It is something else.
    }
}

} // namespace callbooth::fuzz
