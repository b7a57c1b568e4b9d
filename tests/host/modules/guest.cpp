// SPDX-License-Identifier: MIT
#include <callbooth/plugin.hpp>

namespace {

/// Tells which address it was given.
class Guest final : public callbooth::Plugin {
public:
    struct Config {
        std::string url;
        std::string ca_file;
    };
    static inline const callbooth::Property<Config> properties[] = {
        {.name = "url", .field = &Config::url, .doc = "where the door is", .required = true, .own = {"door", "ws"}},
        {.name = "ca-file", .field = &Config::ca_file, .doc = "whom it trusts"},
    };
    Guest(callbooth::Host &host, Config config) {
        host.log(callbooth::Level::info, "goes to " + config.url + " trusting '" + config.ca_file + "'");
    }
};

} // namespace

CALLBOOTH_PLUGIN(Guest, "guest", "Goes to a door");
