// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "protocol.hpp"

namespace callbooth::control {

enum class Type {
    text,
    integer,
    boolean,
    number,
    texts,
    path,  ///< absolute
    value, ///< any JSON; a word that is not JSON is a string
};

/// A member of a request's object.
struct Parameter {
    const char *name;
    Type type = Type::text;
    bool required = false;
};

/// A request as `list` describes it.
struct Verb {
    const char *name;
    const char *doc;
    std::vector<Parameter> parameters = {};
    const char *service = ""; ///< without which it is unavailable; empty: it needs none
    bool goes_on = false;     ///< events follow the answer
};

/// `PEER`, `LABEL [PROTOCOL]`: for people.
std::string usage_of(const Verb &verb);

/// The members of a request, checked. Where there are `words` in their place, as a person types them, they become the
/// parameters in their order, or by name as `protocol=raw`; the last one takes the rest, and paths are relative to
/// `cwd`. Throws Refusal.
Json arguments_of(const Verb &verb, const Json &body);

/// What a command gets: the member `arguments`, or the words with spaces between them. Throws Refusal.
std::string command_arguments(const Json &body);

} // namespace callbooth::control
