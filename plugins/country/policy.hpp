// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth::country {

using Countries = std::set<std::string, std::less<>>;

/// Codes of ISO 3166-1 in either case, which become capital letters. Throws Error, with the name of the list, when one
/// is none.
Countries read_countries(const char *list, const std::vector<std::string> &texts);

/// Throws Error unless one of the lists is empty and one is not.
void check_lists(const std::vector<std::string> &allow, const std::vector<std::string> &deny);

/// Who may come in. With an allow list those on it, else everybody who is not on the deny list.
class Policy {
public:
    /// Throws Error as the functions above.
    Policy(const std::vector<std::string> &allow, const std::vector<std::string> &deny, bool admit_unknown);

    /// `country` in capital letters; empty: not known.
    bool admits(std::string_view country) const;

private:
    const Countries allow_;
    const Countries deny_;
    const bool admit_unknown_;
};

} // namespace callbooth::country
