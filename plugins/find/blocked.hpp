// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <callbooth/services/lobby.hpp>

namespace callbooth::find {

/// Whom we do not want to meet again: the last 64, as the server takes no more.
class Blocked {
public:
    void add(const std::string &id);
    bool contains(const std::string &id) const { return std::find(ids_.begin(), ids_.end(), id) != ids_.end(); }
    const std::vector<std::string> &ids() const { return ids_; }

private:
    std::vector<std::string> ids_; ///< oldest first
};

/// Throws Error that names the property when the server would not take this.
void check_wishes(const Wishes &wishes);

} // namespace callbooth::find
