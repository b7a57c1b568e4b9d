// SPDX-License-Identifier: MIT
#include "config/network.hpp"

#include <charconv>
#include <memory>

#include <gio/gio.h>

namespace callbooth::config {

bool is_network(const std::string &text) {
    // GLib 2.74 takes more bits than 128 for none at all, which is every address.
    if (const auto slash = text.find('/'); slash != std::string::npos) {
        unsigned bits = 0;
        const auto [end, problem] = std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
        if (problem != std::errc() || end != text.data() + text.size() || bits > 128)
            return false;
    }
    const std::unique_ptr<GInetAddressMask, void (*)(gpointer)> mask(
        g_inet_address_mask_new_from_string(text.c_str(), nullptr), g_object_unref);
    return mask != nullptr;
}

} // namespace callbooth::config
