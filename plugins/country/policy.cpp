// SPDX-License-Identifier: MIT
#include "policy.hpp"

#include <algorithm>
#include <cctype>

#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::country {

namespace {

std::set<std::string, std::less<>> codes(const char *list, const std::vector<std::string> &texts) {
    std::set<std::string, std::less<>> codes;
    for (auto code : texts) {
        std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) { return std::toupper(c); });
        if (code.size() != 2 || !std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
            throw Error(
                fmt::format("'{}' in {} is no country: take its two letters in ISO 3166, as in 'DE'", code, list));
        codes.insert(std::move(code));
    }
    return codes;
}

} // namespace

Policy::Policy(const std::vector<std::string> &allow, const std::vector<std::string> &deny, bool admit_unknown)
    : allow_(codes("allow", allow)), deny_(codes("deny", deny)), admit_unknown_(admit_unknown) {
    if (allow_.empty() && deny_.empty())
        throw Error("neither allow nor deny names a country: name some, or leave the plugin out");
    if (!allow_.empty() && !deny_.empty())
        throw Error("allow and deny are both given: whoever is not in allow is refused anyway, so leave deny out");
}

bool Policy::admits(std::string_view country) const {
    if (country.empty())
        return admit_unknown_;
    return allow_.empty() ? !deny_.contains(country) : allow_.contains(country);
}

} // namespace callbooth::country
