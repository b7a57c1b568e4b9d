// SPDX-License-Identifier: MIT
#include "policy.hpp"

#include <algorithm>
#include <cctype>

#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::country {

Countries read_countries(const char *list, const std::vector<std::string> &texts) {
    Countries codes;
    for (auto code : texts) {
        std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) { return std::toupper(c); });
        if (code.size() != 2 || !std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
            throw Error(
                fmt::format("'{}' in {} is no country: take its two letters in ISO 3166, as in 'DE'", code, list));
        codes.insert(std::move(code));
    }
    return codes;
}

void check_lists(const std::vector<std::string> &allow, const std::vector<std::string> &deny) {
    if (allow.empty() && deny.empty())
        throw Error("neither allow nor deny names a country: name some, or leave the plugin out");
    if (!allow.empty() && !deny.empty())
        throw Error("allow and deny are both given: whoever is not in allow is refused anyway, so leave deny out");
}

Policy::Policy(const std::vector<std::string> &allow, const std::vector<std::string> &deny, bool admit_unknown)
    : allow_(read_countries("allow", allow)), deny_(read_countries("deny", deny)), admit_unknown_(admit_unknown) {
    check_lists(allow, deny);
}

bool Policy::admits(std::string_view country) const {
    if (country.empty())
        return admit_unknown_;
    return allow_.empty() ? !deny_.contains(country) : allow_.contains(country);
}

} // namespace callbooth::country
