// SPDX-License-Identifier: MIT
#include "json_check.hpp"

#include <callbooth/util/json_scanner.hpp>

namespace callbooth::peerserver {

namespace {

struct Members : JsonVisitor {
    void member(int depth, std::string_view name, std::string_view value) const {
        if (depth == 1 && on_member)
            on_member(name, value);
    }

    const OnMember &on_member;
};

} // namespace

bool is_json(std::string_view text, const OnMember &on_member) { return scan_json(text, Members{{}, on_member}); }

} // namespace callbooth::peerserver
