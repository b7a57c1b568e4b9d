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
        std::string folder;
        std::string key;
        std::string list;
        std::vector<std::string> near = {"::1"};
        std::string space = "/";
    };
    static inline const callbooth::Property<Config> properties[] = {
        {.name = "place", .field = &Config::place, .doc = "where they are", .unique = true},
        {.name = "origins", .field = &Config::origins, .doc = "which", .form = callbooth::TextForm::origin},
        {.name = "readers", .field = &Config::readers, .doc = "for which", .form = callbooth::TextForm::origin_or_all},
        {.name = "folder", .field = &Config::folder, .doc = "where the files are"},
        {.name = "key", .field = &Config::key, .doc = "proves it", .secret = true},
        {.name = "list", .field = &Config::list, .doc = "where they stand", .form = callbooth::TextForm::path_or_empty},
        {.name = "near", .field = &Config::near, .doc = "from where", .form = callbooth::TextForm::network},
        {.name = "space", .field = &Config::space, .doc = "in which", .form = callbooth::TextForm::io_namespace},
    };
    static void check_config(const Config &config, callbooth::ConfigCheck &check) {
        if (config.folder == "none")
            check.error("folder", "'none' is not a folder", "name another one than " + check.resolve_path("none"));
        if (config.key == "short")
            check.error("key", "it has to have more characters");
        if (!config.list.empty() && !check.has_http())
            check.attempt("list", [] { throw callbooth::Error("list needs [http]"); });
        if (config.place == "/nowhere" && config.folder.empty())
            check.error("folder", "it is missing", "name one");
    }
    Pages(callbooth::Host &, Config) {}
};

} // namespace

CALLBOOTH_PLUGIN(Pages, "pages", "Has properties that are limited in their form");
