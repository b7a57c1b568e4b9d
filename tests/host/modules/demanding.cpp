// SPDX-License-Identifier: MIT
#include "future_chat.hpp"
#include <callbooth/plugin.hpp>

namespace {

/// Requires a version of Chat that nothing provides.
class Demanding final : public callbooth::Plugin {
public:
    struct Config {};
    static inline const std::vector<callbooth::Property<Config>> properties;
    using Requires = callbooth::Services<callbooth::test::FutureChat>;

    Demanding(callbooth::Host &, Config) {}
};

} // namespace

CALLBOOTH_PLUGIN(Demanding, "demanding", "Requires a chat that nothing provides");
