// SPDX-License-Identifier: MIT
#include "servers.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/cors.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/peers.hpp>
#include <callbooth/services/query_parameters.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/network_key.hpp>

namespace {

using namespace callbooth;
namespace ice = callbooth::ice;

class Ice final : public Plugin {
public:
    using Requires = Services<HttpServer, Metrics>;

    struct Config {
        std::string path = "/ice";
        std::vector<std::string> stun;
        std::vector<std::string> turn;
        std::string secret;
        int64_t ttl = 3600;
        double rate = 1;
        std::vector<std::string> origins;
        bool require_peer = false;
    };
    static inline const Property<Config> properties[] = {
        {.name = "path",
         .field = &Config::path,
         .doc = "where pages and booths ask for servers: PATH, or PATH?id=ID",
         .form = TextForm::path},
        {"stun", &Config::stun, "STUN servers, as in ['stun:chat.example:3478']"},
        {"turn", &Config::turn,
         "TURN servers, as in ['turn:chat.example:3478', 'turn:chat.example:3478?transport=tcp', "
         "'turns:chat.example:5349']"},
        {.name = "secret",
         .field = &Config::secret,
         .doc = "what the TURN servers have as static-auth-secret (coturn, with use-auth-secret)",
         .secret = true},
        {"ttl", &Config::ttl, "seconds in which a call can be begun with credentials that were handed out", 60, 86400},
        {"rate", &Config::rate,
         "questions a second from one address, which many may share, or from the /64 around one of IPv6; ten times as "
         "many "
         "at once",
         0.1, 100000},
        {.name = "origins",
         .field = &Config::origins,
         .doc = "the pages that may ask, such as 'https://chat.example'; empty lets all ask, and programs that are not "
                "browsers",
         .form = TextForm::origin},
        {"require-peer", &Config::require_peer,
         "answers only clients that are connected to peerserver, and prove it with their id (query 'id') and signaling "
         "token (query 'token', header 'X-Token'); Callbooth's page and booths do"},
    };

    Ice(Host &host, Config config)
        : host_(host), config_(std::move(config)),
          by_network_(config_.rate, 10 * config_.rate), servers_{.stun = config_.stun,
                                                                 .turn = config_.turn,
                                                                 .secret = config_.secret,
                                                                 .ttl = config_.ttl} {
        ice::check(servers_);
    }

    static void check_config(const Config &config, ConfigCheck &check) {
        check.attempt("stun", [&] { ice::check({.stun = config.stun, .turn = {}, .secret = {}}); });
        const auto any_secret = config.turn.empty() ? "" : "any";
        check.attempt("turn", [&] { ice::check({.stun = {}, .turn = config.turn, .secret = any_secret}); });
        if (config.turn.empty() != config.secret.empty())
            check.attempt(config.turn.empty() ? "secret" : "turn",
                          [&] { ice::check({.stun = {}, .turn = config.turn, .secret = config.secret}); });
    }

    void start() override {
        if (config_.require_peer)
            peers_ = &host_.require<Peers>();
        numbers_.push_back(count("answered", answered_));
        numbers_.push_back(count("refused", refused_));
        numbers_.push_back(
            host_.require<Metrics>().counter(refused_origins_at(config_.path), [this] { return refused_origin_; }));
        route_ = host_.require<HttpServer>().route(
            config_.path, [this](const HttpRequest &request) { return answer(request); }, Audience::peers);
        ticks_ = Source::every(
            std::chrono::seconds(10),
            [this] {
                by_network_.forget_idle(std::chrono::steady_clock::now());
                return true;
            },
            host_.context());
    }

private:
    Subscription count(const char *outcome, const uint64_t &number) {
        return host_.require<Metrics>().counter({"callbooth_ice_requests_total",
                                                 "questions for STUN and TURN servers",
                                                 {{"plugin", host_.name()}, {"outcome", outcome}}},
                                                [&number] { return number; });
    }

    HttpResponse answer(const HttpRequest &request) {
        if (!admits_origin(config_.origins, request, WithoutOrigin::admitted)) {
            ++refused_origin_;
            return refuse({.status = 403, .body = "This page may not ask\n"});
        }
        auto response = choose(request);
        response.headers.emplace_back("Cache-Control", "no-store");
        allow_origin(response, request);
        return response;
    }

    HttpResponse choose(const HttpRequest &request) {
        if (request.method == "OPTIONS")
            return {.status = 204,
                    .headers = {{"Access-Control-Allow-Methods", "GET"}, {"Access-Control-Allow-Headers", "X-Token"}}};
        if (request.method != "GET")
            return {.status = 405, .body = "Method not allowed\n", .headers = {{"Allow", "GET, OPTIONS"}}};
        if (request.path != config_.path)
            return {.status = 404, .body = "Not found\n"};
        if (!by_network_.take(request.address, std::chrono::steady_clock::now()))
            return refuse({.status = 429, .body = "Too many requests\n", .headers = {{"Retry-After", "1"}}});
        if (const auto wrong = unknown_parameter(request, {"id", "token"}))
            return {.status = 400, .body = *wrong + "\n"};
        const auto id = value_of(request, "id");
        if (peers_ != nullptr && !is_proven(request, id.value_or("")))
            return refuse({.status = 401,
                           .body = "Only for clients that prove their id with its signaling token\n",
                           .headers = {{"WWW-Authenticate", "Callbooth"}}});
        if (id && !ice::is_id(*id))
            return {.status = 400, .body = "An id has 1 to 64 letters, digits, spaces and -_.\n"};
        ++answered_;
        return describe(id ? std::string(*id) : std::string(Handle<char>(g_uuid_string_random()).get()));
    }

    static std::optional<std::string_view> value_of(const HttpRequest &request, std::string_view name) {
        const auto found = request.query.find(name);
        return found == request.query.end() ? std::nullopt : std::optional<std::string_view>(found->second);
    }

    bool is_proven(const HttpRequest &request, std::string_view id) const {
        const auto header = request.header("X-Token");
        return peers_->proves(id, header ? *header : value_of(request, "token").value_or(""));
    }

    HttpResponse refuse(HttpResponse response) {
        ++refused_;
        return response;
    }

    HttpResponse describe(std::string_view id) const {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return {.type = "application/json; charset=utf-8",
                .body = ice::describe(servers_, id, std::chrono::duration_cast<std::chrono::seconds>(now).count())};
    }

    Host &host_;
    const Config config_;
    Peers *peers_ = nullptr; ///< those to whom alone servers are named; null: to everybody
    NetworkLimiter by_network_;
    const ice::Servers servers_;
    uint64_t answered_ = 0;
    uint64_t refused_ = 0;
    uint64_t refused_origin_ = 0; ///< of these
    std::vector<Subscription> numbers_;
    Subscription route_;
    Source ticks_;
};

} // namespace

CALLBOOTH_PLUGIN(Ice, "ice", "Hands out STUN and TURN servers with short-lived credentials: GET /ice");
