// SPDX-License-Identifier: MIT
#include <callbooth/plugin.hpp>

namespace {

/// Would serve pages of some origins at a place of its own.
class Pages final : public callbooth::Plugin {
public:
    struct Config {
        std::string place = "/pages";
        std::vector<std::string> origins;
        std::vector<std::string> readers;
    };
    static inline const callbooth::Property<Config> properties[] = {
        {.name = "place", .field = &Config::place, .doc = "where they are", .unique = true},
        {.name = "origins", .field = &Config::origins, .doc = "which", .form = callbooth::TextForm::origin},
        {.name = "readers", .field = &Config::readers, .doc = "for which", .form = callbooth::TextForm::origin_or_all},
    };
    Pages(callbooth::Host &, Config) {}
};

} // namespace

CALLBOOTH_PLUGIN(Pages, "pages", "Has properties that are limited in their form");
