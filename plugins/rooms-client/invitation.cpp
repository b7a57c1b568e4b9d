// SPDX-License-Identifier: MIT
#include "invitation.hpp"

#include <qrencode.h>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/qr_text.hpp>
#include <fmt/format.h>

namespace callbooth {

template <> struct HandleTraits<QRcode> {
    static void free(QRcode *p) { QRcode_free(p); }
};

namespace rooms_client {
namespace {

constexpr std::string_view place = "{room}";

std::string qr_of(const std::string &text) {
    const Handle<QRcode> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L));
    if (!code)
        throw Error(fmt::format("link: '{}' does not fit into a QR code", text));
    std::string modules;
    const auto size = static_cast<size_t>(code->width);
    for (size_t i = 0; i < size * size; ++i) {
        modules += i > 0 && i % size == 0 ? "/" : "";
        modules += (code->data[i] & 1) != 0 ? '1' : '0'; // the other bits say what the module is for
    }
    return modules;
}

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
    return {room, whole, qr_of(whole)};
}

std::string describe(const Invitation &invitation) {
    if (invitation.link.empty())
        return fmt::format("room {}", invitation.room);
    return fmt::format("room {}\n{}\n{}", invitation.room, invitation.link, qr_text(invitation.qr));
}

} // namespace rooms_client
} // namespace callbooth
