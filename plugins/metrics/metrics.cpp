// SPDX-License-Identifier: MIT
#include "process.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/access.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/query_parameters.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/glib.hpp>

namespace {

using namespace callbooth;

constexpr std::chrono::milliseconds beat{100};

class MetricsPages final : public Plugin {
public:
    using Requires = Services<HttpServer, Metrics, Status>;

    struct Config {
        std::string path = "/metrics";
        std::vector<std::string> allow = {"127.0.0.0/8", "::1"};
        std::string token;
        std::string health_path = "/healthz";
        std::string ready_path = "/readyz";
    };
    static inline const Property<Config> properties[] = {
        {.name = "path",
         .field = &Config::path,
         .doc = "where a monitoring system reads the numbers, in Prometheus's text format",
         .form = TextForm::path},
        {.name = "allow",
         .field = &Config::allow,
         .doc = "networks from which they may be read without a token; never over a proxy",
         .form = TextForm::network},
        {.name = "token",
         .field = &Config::token,
         .doc = "lets in from everywhere who sends it: 'Authorization: Bearer TOKEN'; empty for nobody",
         .secret = true},
        {.name = "health-path",
         .field = &Config::health_path,
         .doc = "says 200 as long as the server answers at all; for everybody",
         .form = TextForm::path},
        {.name = "ready-path",
         .field = &Config::ready_path,
         .doc = "says 200, or 503 once the server takes nobody new; for everybody",
         .form = TextForm::path},
    };

    MetricsPages(Host &host, Config config)
        : host_(host), config_(std::move(config)), access_(config_.allow, config_.token),
          metrics_(host.require<Metrics>()) {}

    void start() override {
        auto &http = host_.require<HttpServer>();
        routes_.push_back(http.route(config_.path, [this](const HttpRequest &request) { return numbers(request); }));
        routes_.push_back(http.route(config_.health_path, [](const HttpRequest &) { return plain(200, "ok\n"); }));
        routes_.push_back(http.route(config_.ready_path, [this](const HttpRequest &) { return readiness(); }));
        numbers_.push_back(metrics_.histogram(
            {"callbooth_event_loop_lag_seconds", "how late the main loop comes to what is due, looked at every 100 ms"},
            lag_));
        numbers_.push_back(metrics_.gauge({"process_resident_memory_bytes", "memory that is in use"},
                                          [] { return metrics::resident_memory(); }));
        numbers_.push_back(metrics_.counter({"process_cpu_seconds_total", "processor time that was used"},
                                            [] { return metrics::cpu_seconds(); }));
        due_ = Clock::now() + beat;
        beats_ = Source::every(
            beat,
            [this] {
                measure_lag();
                return true;
            },
            host_.context());
    }

private:
    using Clock = std::chrono::steady_clock;

    static HttpResponse plain(int status, std::string body) {
        return {.status = status, .body = std::move(body), .headers = {{"Cache-Control", "no-store"}}};
    }

    HttpResponse numbers(const HttpRequest &request) const {
        if (const auto why = access_.refusal(request); !why.empty())
            return plain(403, why + "\n");
        if (request.method != "GET" && request.method != "HEAD")
            return {.status = 405, .body = "Method not allowed\n", .headers = {{"Allow", "GET, HEAD"}}};
        if (const auto wrong = unknown_parameter(request, {}))
            return plain(400, *wrong + "\n");
        auto response = plain(200, metrics_.text());
        response.type = "text/plain; version=0.0.4; charset=utf-8";
        return response;
    }

    HttpResponse readiness() {
        const auto &board = host_.require<Status>().all();
        const auto state = board.find("server.state");
        if (state != board.end() && state->second == "draining")
            return plain(503, "draining\n");
        return plain(200, "ok\n");
    }

    void measure_lag() {
        const auto now = Clock::now();
        lag_.observe(std::max(0.0, std::chrono::duration<double>(now - due_).count()));
        due_ = now + beat;
    }

    Host &host_;
    const Config config_;
    const Access access_;
    Metrics &metrics_;
    Histogram lag_{{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5}};
    Clock::time_point due_;
    std::vector<Subscription> routes_;
    std::vector<Subscription> numbers_;
    Source beats_;
};

} // namespace

CALLBOOTH_PLUGIN(MetricsPages, "metrics", "Numbers for Prometheus, and whether the server is well: /metrics, /healthz");
