// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace callbooth::rooms_client {

/// How others get into a room of ours.
struct Invitation {
    std::string room;
    std::string link; ///< empty without a template
    std::string qr;   ///< the link's QR code as `qr_text` takes it; empty without a link
};

/// Throws Error when `link` is neither empty nor an address of a page with `{room}` in it.
void check_link(const std::string &link);
/// `link` is the template; the room's id is escaped for it. Throws Error when the link is too long for a QR code.
Invitation invite(const std::string &room, const std::string &link);
/// For people.
std::string describe(const Invitation &invitation);

} // namespace callbooth::rooms_client
