// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth {

/// A set of networks, `10.0.0.0/8`, and of single addresses.
class Networks {
public:
    /// Throws Error for a text that is neither.
    explicit Networks(const std::vector<std::string> &texts) {
        for (const auto &text : texts)
            masks_.push_back(parse(text));
    }

    bool contain(GInetAddress *address) const {
        return std::any_of(masks_.begin(), masks_.end(), [&](const Ref<GInetAddressMask> &mask) {
            return g_inet_address_mask_matches(mask.get(), address) == TRUE;
        });
    }
    /// False for what is no address.
    bool contain(const std::string &address) const {
        const auto parsed = Ref<GInetAddress>::adopt(g_inet_address_new_from_string(address.c_str()));
        return parsed && contain(parsed.get());
    }

    /// An address, or one and the number of its bits that count, the others zero.
    static bool is_network(const std::string &text) { return static_cast<bool>(mask_of(text)); }

private:
    static Ref<GInetAddressMask> mask_of(const std::string &text) {
        if (too_long(text))
            return {};
        return Ref<GInetAddressMask>::adopt(g_inet_address_mask_new_from_string(text.c_str(), nullptr));
    }
    static Ref<GInetAddressMask> parse(const std::string &text) {
        auto mask = mask_of(text);
        if (!mask)
            throw Error("'" + text +
                        "' is no network: write an address and the bits that count, as in 10.0.0.0/8 or "
                        "fd00::/8, the others zero; an address alone is one machine");
        return mask;
    }
    /// GLib 2.74 takes more bits than 128 for none at all, which is every address.
    static bool too_long(const std::string &text) {
        const auto slash = text.find('/');
        unsigned bits = 0;
        return slash != std::string::npos &&
               (std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits).ec != std::errc() ||
                bits > 128);
    }

    std::vector<Ref<GInetAddressMask>> masks_;
};

} // namespace callbooth
