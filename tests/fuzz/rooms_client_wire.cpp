// SPDX-License-Identifier: MIT
/// What a server of rooms, or the other one in a room, may send to a booth.
#include "fuzz.hpp"
#include "rooms-client/exchange.hpp"
#include "rooms-client/wire.hpp"
#include <callbooth/json.hpp>

namespace callbooth::fuzz {

namespace {

using namespace rooms_client;

void check(const RoomCreated &message) { require(is_room(message.room), "an id is printable"); }
void check(const Offer &message) {
    require(!message.sdp.empty() && message.sdp.size() <= max_sdp, "a description is limited");
    Exchange exchange;
    require(exchange.judge(message.sdp, true) == Exchange::Kind::fresh, "a first offer is a new connection");
    exchange.accept("a", message.sdp);
    require(exchange.judge(message.sdp, true) != Exchange::Kind::crossed, "nothing is offered here");
    require(parse(offer("room", message.sdp, "")).index() == Incoming(message).index(), "what we write is read");
}
void check(const Answer &message) {
    require(!message.sdp.empty() && message.sdp.size() <= max_sdp, "a description is limited");
}
void check(const IceCandidate &message) {
    require(!message.candidate.empty() && message.candidate.size() <= max_candidate, "a candidate is limited");
    require(parse(candidate("room", message)).index() == Incoming(message).index(), "what we write is read");
}
void check(const Notice &message) { require(message.text.find('\n') == std::string::npos, "a text is one line"); }
void check(const Refused &message) { require(message.why.find('\n') == std::string::npos, "a text is one line"); }
template <class T> void check(const T &) {}

} // namespace

void run(std::string_view bytes) {
    std::visit([](const auto &message) { check(message); }, parse(bytes));
}

} // namespace callbooth::fuzz
