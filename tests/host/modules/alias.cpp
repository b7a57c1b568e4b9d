// SPDX-License-Identifier: MIT
#include <callbooth/plugin.hpp>

namespace {

class Named final : public callbooth::Plugin {
public:
    struct Config {};
    static inline const std::vector<callbooth::Property<Config>> properties;
    Named(callbooth::Host &, Config) {}
};

} // namespace

CALLBOOTH_PLUGIN(Named, "another-name", "Is not called as its file is");
