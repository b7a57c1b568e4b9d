// SPDX-License-Identifier: MIT
#include "links.hpp"

#include <algorithm>

namespace callbooth::peers_client {
namespace {

constexpr size_t max_links = 1024;

} // namespace

std::string session_of(std::string_view sdp) {
    constexpr std::string_view origin = "\no=";
    const auto at = sdp.find(origin);
    if (at == std::string_view::npos)
        return {};
    const auto line = sdp.substr(at + origin.size(), sdp.find_first_of("\r\n", at + 1) - at - origin.size());
    const auto user = std::min(line.find(' '), line.size());
    return std::string(line.substr(0, line.find(' ', user + 1)));
}

void Links::send_offer(const std::string &peer, const std::string &connection) {
    links_[peer] = {.connection = connection, .offered = connection, .session = {}};
}

void Links::send_answer(const std::string &peer, const std::string &connection) {
    Link &link = links_[peer];
    link.connection = connection;
    link.offered.clear();
    link.agreed = true;
}

std::optional<Links::Offered> Links::take_offer(const std::string &peer, std::string_view sdp, bool keeps_own,
                                                const MakeId &make_id) {
    if (links_.size() >= max_links && !links_.contains(peer))
        return {};
    Link &link = links_[peer];
    auto session = session_of(sdp);
    if (link.agreed && !session.empty() && session == link.session)
        return Offered{link.connection, true};
    const auto connection = make_id();
    if (!link.offered.empty() && keeps_own)
        return Offered{connection, false};
    link.connection = connection;
    link.session = std::move(session);
    link.agreed = false;
    return Offered{connection, false};
}

std::optional<std::string> Links::take_answer(const std::string &peer, std::string_view sdp) {
    const auto found = links_.find(peer);
    if (found == links_.end() || found->second.offered.empty())
        return {};
    Link &link = found->second;
    link = {.connection = link.offered, .offered = {}, .session = session_of(sdp), .agreed = true};
    return link.connection;
}

std::string Links::connection(const std::string &peer) const {
    const auto found = links_.find(peer);
    return found == links_.end() ? "" : found->second.connection;
}

bool Links::is_agreed(const std::string &peer) const {
    const auto found = links_.find(peer);
    return found != links_.end() && found->second.agreed;
}

} // namespace callbooth::peers_client
