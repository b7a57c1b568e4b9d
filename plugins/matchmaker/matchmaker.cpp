// SPDX-License-Identifier: MIT
#include <unordered_map>

#include <callbooth/cors.hpp>
#include <callbooth/glib.hpp>
#include <callbooth/http.hpp>
#include <callbooth/limiter.hpp>
#include <callbooth/metrics.hpp>
#include <callbooth/peers.hpp>
#include <callbooth/plugin.hpp>

#include "line.hpp"

namespace {

using namespace callbooth;
namespace matchmaker = callbooth::matchmaker;

class Matchmaker final : public Plugin {
public:
    using Requires = Services<HttpServer, Metrics, Peers>;

    struct Config {
        std::string path = "/find";
        bool require_token = false;
        double rate = 4;
        double address_rate = 100;
    };
    static inline const Property<Config> properties[] = {
        {"path", &Config::path, "where pages ask for a partner: PATH?id=ID"},
        {"require-token", &Config::require_token,
         "refuses whoever does not prove the id with its signaling token (query 'token', header 'X-Token'); pages that "
         "know nothing of it need false. A token that is given has to be right in any case"},
        {"rate", &Config::rate, "questions a second for one id, in the long run; ten times as many at once", 0.1,
         10000},
        {"address-rate", &Config::address_rate,
         "questions a second from one address, which many may share; ten times as many at once", 0.1, 100000},
    };

    Matchmaker(Host &host, Config config)
        : host_(host), config_(std::move(config)), by_id_(config_.rate, 10 * config_.rate),
          by_address_(config_.address_rate, 10 * config_.address_rate) {}

    void start() override {
        publish(host_.require<Metrics>());
        auto &peers = host_.require<Peers>();
        left_ = peers.left.subscribe([this](const std::string &id) {
            line_.leave(id);
            by_id_.forget(id);
            since_.erase(id);
        });
        met_ = peers.met.subscribe([this](const std::string &id, const std::string &other) {
            line_.step_out(id);
            line_.step_out(other);
            since_.erase(id);
            since_.erase(other);
        });
        route_ = host_.require<HttpServer>().route(
            config_.path, [this, &peers](const HttpRequest &request) { return answer(peers, request); });
        ticks_ = Source::every(
            std::chrono::seconds(10),
            [this] {
                by_address_.forget_idle(now());
                return true;
            },
            host_.context());
    }

private:
    void publish(Metrics &metrics) {
        const std::vector<std::pair<std::string, std::string>> labels{{"plugin", host_.name()}};
        numbers_.push_back(metrics.gauge({"callbooth_waiting", "peers that wait for a partner", labels},
                                         [this] { return line_.size(); }));
        numbers_.push_back(
            metrics.counter({"callbooth_pairs_total", "pairs that were made", labels}, [this] { return pairs_; }));
        numbers_.push_back(
            metrics.histogram({"callbooth_wait_seconds", "how long the first of a pair waited", labels}, waits_));
        const auto refused = [&](const char *reason, const uint64_t &number) {
            numbers_.push_back(metrics.counter(
                {"callbooth_find_refused_total", "questions that were turned away", {labels[0], {"reason", reason}}},
                [&number] { return number; }));
        };
        refused("rate", refused_rate_);
        refused("token", refused_token_);
    }

    static TokenBucket::Time now() { return std::chrono::steady_clock::now(); }

    static HttpResponse preflight() {
        return {.status = 204,
                .headers = {{"Access-Control-Allow-Methods", "GET"}, {"Access-Control-Allow-Headers", "X-Token"}}};
    }

    HttpResponse answer(Peers &peers, const HttpRequest &request) {
        auto response = choose(peers, request);
        response.headers.emplace_back("Cache-Control", "no-store");
        allow_origin(response, request);
        return response;
    }

    HttpResponse choose(Peers &peers, const HttpRequest &request) {
        if (request.method == "OPTIONS")
            return preflight();
        // HEAD would consume a partner and not tell whom.
        if (request.method != "GET")
            return {.status = 405, .body = "Method not allowed\n", .headers = {{"Allow", "GET, OPTIONS"}}};
        if (!by_address_.take(std::string(request.address), now()))
            return too_many();
        const auto found = request.query.find("id");
        if (found == request.query.end() || !peers.connected(found->second))
            return not_found();
        const auto &id = found->second;
        if (!may_ask(peers, request, id))
            return wrong_token();
        if (!by_id_.take(id, now()))
            return too_many();
        since_.try_emplace(id, now());
        line_.join(id);
        auto partner = line_.match(id);
        if (!partner)
            return not_found();
        count_pair(id, *partner);
        return {.body = std::move(*partner)};
    }

    void count_pair(const std::string &id, const std::string &partner) {
        ++pairs_;
        waits_.observe(std::chrono::duration<double>(now() - since_[partner]).count());
        since_.erase(id);
        since_.erase(partner);
    }

    bool may_ask(const Peers &peers, const HttpRequest &request, const std::string &id) const {
        if (const auto header = request.header("X-Token"))
            return peers.proves(id, *header);
        if (const auto query = request.query.find("token"); query != request.query.end())
            return peers.proves(id, query->second);
        return !config_.require_token;
    }

    static HttpResponse not_found() { return {.status = 404, .body = "Not found"}; }
    HttpResponse wrong_token() {
        ++refused_token_;
        return {.status = 403, .body = "Wrong token"};
    }
    HttpResponse too_many() {
        ++refused_rate_;
        return {.status = 429, .body = "Too many requests", .headers = {{"Retry-After", "1"}}};
    }

    Host &host_;
    const Config config_;
    matchmaker::Line line_;
    Limiter by_id_;
    Limiter by_address_;
    std::unordered_map<std::string, TokenBucket::Time> since_; ///< those who wait
    uint64_t pairs_ = 0;
    uint64_t refused_rate_ = 0;
    uint64_t refused_token_ = 0;
    Histogram waits_{{0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800}};
    std::vector<Subscription> numbers_;
    Subscription left_;
    Subscription met_;
    Subscription route_;
    Source ticks_;
};

} // namespace

CALLBOOTH_PLUGIN(Matchmaker, "matchmaker", "Brings two waiting peers together: GET /find?id=ID");
