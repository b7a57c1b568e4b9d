// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth::country {

/// Who may come in. With an allow list those on it, else everybody who is not on the deny list.
class Policy {
public:
    /// Codes of ISO 3166-1 in either case. Throws Error when one is none, or unless one list is empty and one is not.
    Policy(const std::vector<std::string> &allow, const std::vector<std::string> &deny, bool admit_unknown);

    /// `country` in capital letters; empty: not known.
    bool admits(std::string_view country) const;

private:
    using Countries = std::set<std::string, std::less<>>;

    const Countries allow_;
    const Countries deny_;
    const bool admit_unknown_;
};

} // namespace callbooth::country
