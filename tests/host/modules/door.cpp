// SPDX-License-Identifier: MIT
#include <callbooth/plugin.hpp>

namespace {

/// Would serve something at its path.
class Door final : public callbooth::Plugin {
public:
    struct Config {
        std::string path = "/door";
    };
    static inline const callbooth::Property<Config> properties[] = {{"path", &Config::path, "where it is"}};
    Door(callbooth::Host &, Config) {}
};

} // namespace

CALLBOOTH_PLUGIN(Door, "door", "Is on the file's own server");
