// SPDX-License-Identifier: MIT
#include "own_line.hpp"

namespace callbooth::queue {

bool OwnLine::look(Door &door, std::string_view client, std::string_view peer) {
    const Member member{std::string(client), std::string(peer)};
    const Member *known = rooms_.find(member.socket);
    if (known != nullptr && known->peer == peer && rooms_.waits(member.socket))
        return false;
    const std::string former = known != nullptr ? known->peer : "";
    const auto rest = rooms_.leave(member.socket);
    const auto host = rooms_.join(member);
    if (host)
        door.meet(host->socket, {member.peer, true});
    if (rest) // behind the one that leaves: the two meet again only when nobody else waits
        door.part(rest->socket, former);
    return host.has_value();
}

void OwnLine::leave(Door &door, std::string_view client) {
    const std::string socket(client);
    const Member *known = rooms_.find(socket);
    const std::string peer = known != nullptr ? known->peer : "";
    if (const auto rest = rooms_.leave(socket))
        door.part(rest->socket, peer);
}

} // namespace callbooth::queue
