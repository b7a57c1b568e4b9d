// SPDX-License-Identifier: MIT
#include <memory>
#include <optional>

#include "database.hpp"
#include "policy.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/access.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/presence.hpp>
#include <callbooth/util/file_watch.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
namespace country = callbooth::country;

constexpr const char *refusal_text = "Not available in your country";

class Country final : public Plugin {
public:
    using Requires = Services<HttpServer, Metrics>;

    struct Config {
        std::string database;
        std::vector<std::string> allow;
        std::vector<std::string> deny;
        bool admit_unknown = true;
        std::vector<std::string> paths;
    };
    static inline const Property<Config> properties[] = {
        {.name = "database",
         .field = &Config::database,
         .doc =
             "the file that knows the countries of addresses, in MaxMind's format (.mmdb); a new one is taken when it "
             "changes",
         .required = true},
        {"allow", &Config::allow,
         "countries that may come in, by their two letters in ISO 3166; empty for all that are not in deny"},
        {"deny", &Config::deny, "countries that may not come in, where there is no allow"},
        {"admit-unknown", &Config::admit_unknown,
         "whether addresses of no known country may come in: those of one's own network are such"},
        {.name = "paths",
         .field = &Config::paths,
         .doc = "what is guarded, with all that is below; empty: all WebSockets, and what belongs to signaling, "
                "matchmaking "
                "and "
                "calls",
         .form = TextForm::path},
    };

    static void check_config(const Config &config, ConfigCheck &check) {
        check.attempt("allow", [&] { country::read_countries("allow", config.allow); });
        check.attempt("deny", [&] { country::read_countries("deny", config.deny); });
        check.attempt(config.deny.empty() ? "allow" : "deny", [&] { country::check_lists(config.allow, config.deny); });
        check.attempt("database", [&] { const country::Database database(check.resolve_path(config.database)); });
    }

    Country(Host &host, Config config)
        : host_(host), config_(std::move(config)), path_(host.resolve_path(config_.database)),
          policy_(config_.allow, config_.deny, config_.admit_unknown),
          database_(std::make_unique<country::Database>(path_)) {}

    void start() override {
        gates_ = add_gates(host_.require<HttpServer>(), config_.paths,
                           [this](const HttpRequest &request) { return refusal(request); });
        if (auto *presence = config_.paths.empty() ? host_.find<Presence>() : nullptr)
            gates_.push_back(presence->guard([this](const Visitor &visitor) { return expulsion(visitor); }));
        numbers_.push_back(count("admitted", admitted_));
        numbers_.push_back(count("refused", refused_));
        watch_.emplace(path_, [this] { reload(); });
        host_.log(Level::info, fmt::format("uses {}", database_->description()));
    }

private:
    Subscription count(const char *outcome, const uint64_t &number) {
        return host_.require<Metrics>().counter({"callbooth_country_checks_total",
                                                 "requests whose country was looked up",
                                                 {{"plugin", host_.name()}, {"outcome", outcome}}},
                                                [&number] { return number; });
    }

    bool admits(const std::string &address) {
        const auto country = database_->country(address);
        if (policy_.admits(country))
            return true;
        ++refused_;
        host_.log(Level::debug,
                  fmt::format("refused {} ({})", address, country.empty() ? "country not known" : country));
        return false;
    }

    std::optional<HttpResponse> refusal(const HttpRequest &request) {
        if (admits(std::string(request.address))) {
            ++admitted_;
            return {};
        }
        return HttpResponse{
            .status = 403, .body = fmt::format("{}\n", refusal_text), .headers = {{"Cache-Control", "no-store"}}};
    }

    /// For the clients of protocols that send the reason in their own form; the gates have admitted all others.
    std::optional<Expulsion> expulsion(const Visitor &visitor) {
        return visitor.id.empty() || admits(visitor.address) ? std::nullopt : std::optional(Expulsion{refusal_text});
    }

    void reload() {
        try {
            database_ = std::make_unique<country::Database>(path_);
            host_.log(Level::info, fmt::format("uses {} from now on", database_->description()));
        } catch (const Error &e) {
            host_.log(Level::warning, fmt::format("{}; {} stays in use", e.what(), database_->description()));
        }
    }

    Host &host_;
    const Config config_;
    const std::string path_;
    const country::Policy policy_;
    std::unique_ptr<const country::Database> database_;
    uint64_t admitted_ = 0;
    uint64_t refused_ = 0;
    std::vector<Subscription> numbers_;
    std::vector<Subscription> gates_;
    std::optional<FileWatch> watch_;
};

} // namespace

CALLBOOTH_PLUGIN(Country, "country", "Lets clients in by the country of their address");
