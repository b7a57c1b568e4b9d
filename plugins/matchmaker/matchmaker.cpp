// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "line.hpp"
#include "messages.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/cors.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/peers.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/in_turns.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/network_key.hpp>
#include <callbooth/util/seconds.hpp>

namespace {

using namespace callbooth;
using matchmaker::Pair;
using matchmaker::Via;
using matchmaker::Wishes;
using std::chrono::milliseconds;

class Matchmaker final : public Plugin {
public:
    using Requires = Services<HttpServer, Metrics, Peers>;

    struct Config {
        std::string path = "/find";
        bool require_token = false;
        double rate = 4;
        double address_rate = 100;
        double prefer_wait = 5;
        double wait_interval = 10;
    };
    static inline const Property<Config> properties[] = {
        {"path", &Config::path, "where pages ask for a partner: PATH?id=ID"},
        {"require-token", &Config::require_token,
         "refuses whoever does not prove the id with its signaling token (query 'token', header 'X-Token'); pages that "
         "know nothing of it need false. A token that is given has to be right in any case"},
        {"rate", &Config::rate, "questions a second for one id, in the long run; ten times as many at once", 0.1,
         10000},
        {"address-rate", &Config::address_rate,
         "questions a second from one address, which many may share, or from the /64 around one of IPv6; ten times as "
         "many "
         "at once",
         0.1, 100000},
        {"prefer-wait", &Config::prefer_wait,
         "seconds that somebody waits for a partner with a common tag or language before anybody will do", 0, 3600},
        {"wait-interval", &Config::wait_interval,
         "seconds after which those who wait hear how many they are, if that has changed", 0.01, 3600},
    };

    Matchmaker(Host &host, Config config)
        : host_(host), config_(std::move(config)), line_(from_seconds(config_.prefer_wait)),
          by_id_(config_.rate, 10 * config_.rate), by_network_(config_.address_rate, 10 * config_.address_rate) {}

    void start() override {
        peers_ = &host_.require<Peers>();
        publish(host_.require<Metrics>());
        follow_peers();
        subscriptions_.push_back(host_.require<HttpServer>().route(
            config_.path, [this](const HttpRequest &request) { return answer(request); }, Audience::peers));
        ticks_ = Source::every(
            std::chrono::seconds(10),
            [this] {
                by_network_.forget_idle(now());
                return true;
            },
            host_.context());
        updates_ = Source::every(
            from_seconds(config_.wait_interval),
            [this] {
                look_for_unreached();
                update_listeners();
                return true;
            },
            host_.context());
    }

private:
    void publish(Metrics &metrics) {
        const std::vector<std::pair<std::string, std::string>> labels{{"plugin", host_.name()}};
        const auto count = [&](const char *name, const char *help, const char *label, const char *value,
                               const uint64_t &number) {
            numbers_.push_back(
                metrics.counter({name, help, {labels[0], {label, value}}}, [&number] { return number; }));
        };
        numbers_.push_back(metrics.gauge({"callbooth_waiting", "peers that wait for a partner", labels},
                                         [this] { return line_.size(); }));
        numbers_.push_back(
            metrics.histogram({"callbooth_wait_seconds", "how long the first of a pair waited", labels}, waits_));
        constexpr auto pairs = "callbooth_pairs_total";
        count(pairs, "pairs that were made", "kind", "plain", of_kind(Pair::Kind::plain));
        count(pairs, "pairs that were made", "kind", "wished", of_kind(Pair::Kind::wished));
        count(pairs, "pairs that were made", "kind", "fallback", of_kind(Pair::Kind::fallback));
        constexpr auto refused = "callbooth_find_refused_total";
        count(refused, "questions that were turned away", "reason", "rate", refused_rate_);
        count(refused, "questions that were turned away", "reason", "token", refused_token_);
        count(refused, "questions that were turned away", "reason", "malformed", refused_malformed_);
    }

    uint64_t &of_kind(Pair::Kind kind) { return pairs_[static_cast<size_t>(kind)]; }

    void follow_peers() {
        subscriptions_.push_back(peers_->left.subscribe([this](const std::string &id) {
            line_.leave(id);
            forget(id);
            by_id_.forget(id);
        }));
        subscriptions_.push_back(peers_->met.subscribe([this](const std::string &id, const std::string &other) {
            line_.met(id);
            line_.met(other);
        }));
        subscriptions_.push_back(
            peers_->handle("FIND", [this](const std::string &id, auto, auto payload) { find(id, payload); }));
        subscriptions_.push_back(
            peers_->handle("CANCEL-FIND", [this](const std::string &id, auto, auto) { step_out(id); }));
    }

    static TokenBucket::Time now() { return std::chrono::steady_clock::now(); }

    void step_out(const std::string &id) {
        line_.step_out(id);
        forget(id);
    }

    void forget(const std::string &id) {
        listeners_.erase(id);
        unreached_.erase(id);
    }

    void find(const std::string &id, std::string_view payload) {
        if (!by_id_.take(id, now())) {
            ++refused_rate_;
            const milliseconds retry(static_cast<int64_t>(std::ceil(1000 / config_.rate)));
            peers_->tell(id, matchmaker::error_message("too many questions", retry));
            return;
        }
        try {
            listen(id, matchmaker::read_wishes(payload));
        } catch (const Error &e) {
            ++refused_malformed_;
            peers_->tell(id, matchmaker::error_message(e.what()));
        }
    }

    void listen(const std::string &id, const Wishes &wishes) {
        unreached_.erase(id);
        listeners_[id] = numbers();
        while (auto pair = line_.ask(id, wishes, now(), Via::signaling)) {
            if (introduce(*pair))
                return;
        }
        tell_numbers(id);
        wake_in_time();
    }

    struct Numbers {
        size_t online;
        size_t waiting;
        bool operator==(const Numbers &) const = default;
    };
    Numbers numbers() const { return {peers_->size(), line_.size()}; }

    void tell_numbers(const std::string &id) {
        const auto now = listeners_[id] = numbers();
        peers_->tell(id, matchmaker::wait_message(now.online, now.waiting));
    }

    void update_listeners() {
        if (updating_.busy()) // the last ones have not heard of the last change
            return;
        const auto now = numbers();
        std::vector<std::string> ids;
        for (const auto &[id, told] : listeners_)
            if (told != now)
                ids.push_back(id);
        updating_.run(std::move(ids), [this](const std::string &id) {
            if (const auto found = listeners_.find(id); found != listeners_.end() && found->second != numbers())
                tell_numbers(id);
        });
    }

    /// Tells those of the pair who listen. False when the partner cannot be told: then the asker, who was not told
    /// either, has to look for another one. An asker who cannot be told leaves a partner whom nobody calls, and who
    /// therefore asks again.
    bool introduce(Pair &pair) {
        peers_->matched.emit(pair.asker, pair.partner);
        if (!tell_match(pair, false))
            return false;
        ++of_kind(pair.kind);
        waits_.observe(pair.waited.count());
        tell_match(pair, true);
        return true;
    }

    /// False for one who listens, but does not read: that one waits again once there is room for a message.
    bool tell_match(Pair &pair, bool asker) {
        const auto &id = asker ? pair.asker : pair.partner;
        const bool listens = listeners_.contains(id);
        forget(id);
        if (!listens || peers_->tell(id, matchmaker::match_message(pair, asker, peers_->size())))
            return true;
        unreached_.insert_or_assign(id, std::move(asker ? pair.asker_wishes : pair.partner_wishes));
        return false;
    }

    void look_for_unreached() {
        for (auto &[id, wishes] : std::exchange(unreached_, {})) {
            if (peers_->tell(id, matchmaker::wait_message(peers_->size(), line_.size())))
                listen(id, wishes);
            else
                unreached_.emplace(id, std::move(wishes));
        }
    }

    void wake_in_time() {
        const auto due = line_.next();
        if (!due || waking_.active())
            return;
        const auto wait = std::chrono::ceil<milliseconds>(*due - now());
        waking_ = Source::after(
            std::max(wait, milliseconds(0)),
            [this] {
                waking_.cancel();
                for (auto &pair : line_.tick(now()))
                    if (!introduce(pair))
                        listen(pair.asker, pair.asker_wishes); // only those who listen have patience
                wake_in_time();
            },
            host_.context());
    }

    static HttpResponse preflight() {
        return {.status = 204,
                .headers = {{"Access-Control-Allow-Methods", "GET"}, {"Access-Control-Allow-Headers", "X-Token"}}};
    }

    HttpResponse answer(const HttpRequest &request) {
        auto response = choose(request);
        response.headers.emplace_back("Cache-Control", "no-store");
        allow_origin(response, request);
        return response;
    }

    HttpResponse choose(const HttpRequest &request) {
        if (request.method == "OPTIONS")
            return preflight();
        // HEAD would consume a partner and not tell whom.
        if (request.method != "GET")
            return {.status = 405, .body = "Method not allowed\n", .headers = {{"Allow", "GET, OPTIONS"}}};
        if (!by_network_.take(request.address, now()))
            return too_many();
        const auto found = request.query.find("id");
        if (found == request.query.end() || !peers_->connected(found->second))
            return not_found();
        const auto &id = found->second;
        if (!may_ask(request, id))
            return wrong_token();
        if (!by_id_.take(id, now()))
            return too_many();
        const auto via = listeners_.contains(id) ? Via::signaling : Via::http;
        auto pair = line_.ask(id, {}, now(), via);
        while (pair && !reach(*pair))
            pair = line_.ask(id, {}, now(), via);
        wake_in_time();
        return pair ? HttpResponse{.body = pair->partner} : not_found();
    }

    /// As `introduce` for an asker who hears of it in the answer to a request.
    bool reach(Pair &pair) {
        auto listener = listeners_.extract(pair.asker);
        const bool reached = introduce(pair);
        if (!reached && listener)
            listeners_.insert(std::move(listener));
        return reached;
    }

    bool may_ask(const HttpRequest &request, const std::string &id) const {
        if (const auto header = request.header("X-Token"))
            return peers_->proves(id, *header);
        if (const auto query = request.query.find("token"); query != request.query.end())
            return peers_->proves(id, query->second);
        // Nobody else takes away the partner of whom listens.
        return !config_.require_token && !listeners_.contains(id);
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
    Peers *peers_ = nullptr;
    matchmaker::Line line_;
    Limiter by_id_;
    NetworkLimiter by_network_;
    /// Those who wait and are told over their signaling connection: what they heard last.
    std::unordered_map<std::string, Numbers> listeners_;
    /// Those who listen, but had no room for the message with their partner, and what they wish.
    std::unordered_map<std::string, Wishes> unreached_;
    std::array<uint64_t, 3> pairs_{}; ///< by their kind
    uint64_t refused_rate_ = 0;
    uint64_t refused_token_ = 0;
    uint64_t refused_malformed_ = 0;
    Histogram waits_{{0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800}};
    std::vector<Subscription> numbers_;
    std::vector<Subscription> subscriptions_;
    Source ticks_;
    Source updates_;
    InTurns<std::string> updating_{host_.context()};
    Source waking_;
};

} // namespace

CALLBOOTH_PLUGIN(Matchmaker, "matchmaker",
                 "Brings two waiting peers together: FIND over the signaling connection, GET /find?id=ID");
