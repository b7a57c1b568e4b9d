// SPDX-License-Identifier: MIT
#include <filesystem>

#include "security.hpp"
#include "static_files.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
namespace web = callbooth::web;

class Web final : public Plugin {
public:
    using Requires = Services<HttpServer, Metrics>;

    struct Config {
        std::string root;
        std::string path = "/";
        std::string index = "index.html";
        int64_t cache = 3600;
        int64_t memory = 64;
        std::string content_security_policy = web::default_policy;
    };
    static inline const Property<Config> properties[] = {
        {"root", &Config::root,
         "the folder of the pages; empty for $CALLBOOTH_WEB_ROOT or, without that, the pages that come with Callbooth"},
        {.name = "path", .field = &Config::path, .doc = "where they are served", .form = TextForm::path_or_empty},
        {"index", &Config::index, "the page that is served for a folder, as `/`"},
        {"cache", &Config::cache,
         "seconds that browsers keep a file without asking; pages are always asked for, hashed assets never", 0,
         31536000},
        {"memory", &Config::memory,
         "MiB of files that are kept in memory; those above 1 MiB, and all that there is no memory for, are read while "
         "they are sent",
         0, 65536},
        {"content-security-policy", &Config::content_security_policy,
         "what the pages may load and connect to; $host stands for the server's own name and port; empty sends none"},
    };

    /// The pages that come with Callbooth belong to the installation, not to the file.
    static void check_config(const Config &config, ConfigCheck &check) {
        std::error_code unreadable;
        if (!config.root.empty() && !std::filesystem::is_directory(check.resolve_path(config.root), unreadable))
            check.error("root", fmt::format("'{}' is not a folder", check.resolve_path(config.root)),
                        "build the page, or name the folder of another one");
    }

    Web(Host &host, Config config)
        : host_(host), config_(std::move(config)),
          files_(root(host, config_.root), config_.cache, static_cast<size_t>(config_.memory) << 20, config_.index) {
        while (config_.path.ends_with('/'))
            config_.path.pop_back();
    }

    void start() override {
        kept_ = host_.require<Metrics>().gauge(
            {"callbooth_web_cache_bytes", "files that are kept in memory", {{"plugin", host_.name()}}},
            [this] { return files_.bytes(); });
        auto &http = host_.require<HttpServer>();
        route_ = http.route(config_.path.empty() ? "/" : config_.path, [this](const HttpRequest &request) {
            auto response = files_.answer(request.path.substr(config_.path.size()), request);
            web::secure(response, config_.content_security_policy, request.header("Host").value_or(""));
            return response;
        });
        host_.log(Level::info, "pages at " + http.local_url() + config_.path + "/");
    }

private:
    static std::string root(const Host &host, const std::string &configured) {
        return configured.empty() ? web::pages_folder() : host.resolve_path(configured);
    }

    Host &host_;
    Config config_;
    web::StaticFiles files_;
    Subscription kept_;
    Subscription route_;
};

} // namespace

CALLBOOTH_PLUGIN(Web, "web", "Serves pages: the files of a folder");
