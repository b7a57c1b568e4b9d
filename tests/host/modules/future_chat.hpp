// SPDX-License-Identifier: MIT
#pragma once

#include <callbooth/service.hpp>

namespace callbooth::test {

/// Chat as a later version of Callbooth may declare it.
class FutureChat {
public:
    static constexpr const char *service = "chat";
    static constexpr ServiceVersion version{7, 7};
};

} // namespace callbooth::test
