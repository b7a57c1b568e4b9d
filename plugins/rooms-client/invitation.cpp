// SPDX-License-Identifier: MIT
#include "invitation.hpp"

#include "qr_code.hpp"
#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/qr_text.hpp>
#include <fmt/format.h>

namespace callbooth::rooms_client {
namespace {

constexpr std::string_view place = "{room}";

} // namespace

void check_link(const std::string &link) {
    const bool is_page = link.starts_with("https://") || link.starts_with("http://");
    if (!link.empty() && (!is_page || link.find(place) == std::string::npos))
        throw Error(fmt::format("link: '{}' has to be the address of a page with {{room}} in it, as in "
                                "'https://chat.example/rooms.html?room={{room}}'",
                                link));
}

Invitation invite(const std::string &room, const std::string &link) {
    if (link.empty())
        return {room, "", ""};
    const Handle<char> escaped(g_uri_escape_string(room.c_str(), nullptr, FALSE));
    std::string whole = link;
    whole.replace(whole.find(place), place.size(), escaped.get());
    return {room, whole, qr_code(whole)};
}

std::string describe(const Invitation &invitation) {
    if (invitation.link.empty())
        return fmt::format("room {}", invitation.room);
    return fmt::format("room {}\n{}\n{}", invitation.room, invitation.link, qr_text(invitation.qr));
}

} // namespace callbooth::rooms_client
