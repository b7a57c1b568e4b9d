// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "meetings.hpp"
#include "messages.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/cors.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/peers.hpp>
#include <callbooth/services/query_parameters.hpp>
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

class Matchmaker final : public Plugin, private matchmaker::Messenger {
public:
    using Provides = Services<WaitingLine>;
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
        {.name = "path",
         .field = &Config::path,
         .doc = "where pages ask for a partner: PATH?id=ID",
         .form = TextForm::path},
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
        : host_(host), config_(std::move(config)),
          meetings_({.patience = from_seconds(config_.prefer_wait), .trust_doors = !config_.require_token}, *this),
          by_id_(config_.rate, 10 * config_.rate), by_network_(config_.address_rate, 10 * config_.address_rate) {
        host_.provide<WaitingLine>(meetings_);
    }

    void start() override {
        peers_ = &host_.require<Peers>();
        meetings_.start(*peers_);
        numbers_ = meetings_.counts.publish(host_.require<Metrics>(), host_.name(), meetings_.line());
        follow_peers();
        if (auto *presence = host_.find<Presence>())
            subscriptions_.push_back(presence->describe([this](const Visitor &visitor, VisitorFacts &facts) {
                const auto peer = peers_->claim(visitor.id);
                if (peer && peer->kind == visitor.kind)
                    describe(visitor.id, facts);
            }));
        subscriptions_.push_back(host_.require<HttpServer>().route(
            config_.path, [this](const HttpRequest &request) { return answer(request); }, Audience::peers));
        ticks_ = Source::every(
            std::chrono::seconds(10),
            [this] {
                by_network_.forget_idle(now());
                return true;
            },
            host_.context());
        retries_ = Source::every(
            std::chrono::seconds(1),
            [this] {
                meetings_.retry(now());
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
    void follow_peers() {
        subscriptions_.push_back(peers_->joined.subscribe([this](const std::string &id) { meetings_.joined(id); }));
        subscriptions_.push_back(peers_->left.subscribe([this](const std::string &id) {
            forget(id);
            by_id_.forget(id);
            part(id);
            end_wait(id, [&] { meetings_.left(id); });
        }));
        subscriptions_.push_back(peers_->matched.subscribe([this](const std::string &id, const std::string &other) {
            part(id);
            part(other);
            partners_[id] = other;
            partners_[other] = id;
        }));
        subscriptions_.push_back(peers_->met.subscribe(
            [this](const std::string &id, const std::string &other) { meetings_.met(id, other); }));
        subscriptions_.push_back(
            peers_->handle("FIND", [this](const std::string &id, auto, auto payload) { find(id, payload); }));
        subscriptions_.push_back(
            peers_->handle("CANCEL-FIND", [this](const std::string &id, auto, auto) { step_out(id); }));
    }

    static TokenBucket::Time now() { return std::chrono::steady_clock::now(); }

    /// Runs `leave`, by which a peer that waits goes without a partner.
    template <class F> void end_wait(const std::string &id, F &&leave) {
        const auto waited = meetings_.line().waited(id, now());
        leave();
        if (waited && !meetings_.line().waits(id))
            meetings_.counts.gave_up.observe(waited->count());
    }

    /// `id` and its partner are not together any more.
    void part(const std::string &id) {
        if (const auto partner = partners_.extract(id))
            partners_.erase(partner.mapped());
    }

    void describe(const std::string &id, VisitorFacts &facts) const {
        if (const auto waited = meetings_.line().waited(id, now()))
            facts["waiting"] = static_cast<int64_t>(waited->count());
        if (const auto partner = partners_.find(id); partner != partners_.end())
            facts["partner"] = partner->second;
    }

    void step_out(const std::string &id) {
        end_wait(id, [&] { meetings_.step_out(id); });
        forget(id);
    }

    void forget(const std::string &id) {
        listeners_.erase(id);
        unreached_.erase(id);
    }

    void find(const std::string &id, std::string_view payload) {
        if (!by_id_.take(id, now())) {
            ++meetings_.counts.refused_rate;
            const milliseconds retry(static_cast<int64_t>(std::ceil(1000 / config_.rate)));
            peers_->tell(id, matchmaker::error_message("too many questions", retry));
            return;
        }
        try {
            listen(id, matchmaker::read_wishes(payload));
        } catch (const Error &e) {
            ++meetings_.counts.refused_malformed;
            peers_->tell(id, matchmaker::error_message(e.what()));
        }
    }

    void listen(const std::string &id, const Wishes &wishes) {
        unreached_.erase(id);
        part(id);
        listeners_[id] = numbers();
        if (meetings_.ask(id, wishes, Via::signaling))
            return;
        tell_numbers(id);
        wake_in_time();
    }

    struct Numbers {
        size_t online;
        size_t waiting;
        bool operator==(const Numbers &) const = default;
    };
    Numbers numbers() const { return {peers_->size(), meetings_.line().size()}; }

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

    bool listens(const std::string &id) const override { return listeners_.contains(id) || unreached_.contains(id); }

    /// One who listens, but does not read, waits again once there is room for a message.
    bool tell(Pair &pair, bool to_asker) override {
        const auto &id = to_asker ? pair.asker : pair.partner;
        const bool is_listener = listeners_.contains(id);
        forget(id);
        if (!is_listener || peers_->tell(id, matchmaker::match_message(pair, to_asker, peers_->size())))
            return true;
        unreached_.insert_or_assign(id, std::move(to_asker ? pair.asker_wishes : pair.partner_wishes));
        return false;
    }

    void look_for_unreached() {
        for (auto &[id, wishes] : std::exchange(unreached_, {})) {
            if (peers_->tell(id, matchmaker::wait_message(peers_->size(), meetings_.line().size())))
                listen(id, wishes);
            else
                unreached_.emplace(id, std::move(wishes));
        }
    }

    void wake_in_time() {
        const auto due = meetings_.next();
        if (!due || waking_.active())
            return;
        const auto wait = std::chrono::ceil<milliseconds>(*due - now());
        waking_ = Source::after(
            std::max(wait, milliseconds(0)),
            [this] {
                waking_.cancel();
                meetings_.tick(now());
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
        if (const auto wrong = unknown_parameter(request, {"id", "token"}))
            return {.status = 400, .body = *wrong + "\n"};
        const auto found = request.query.find("id");
        if (found == request.query.end() || !peers_->connected(found->second))
            return not_found();
        const auto &id = found->second;
        if (!may_ask(request, id))
            return wrong_token();
        if (!by_id_.take(id, now()))
            return too_many();
        const bool is_told = listeners_.contains(id) || meetings_.is_guest(id);
        const auto pair = meetings_.ask(id, {}, is_told ? Via::signaling : Via::http, true);
        if (pair)
            forget(id);
        wake_in_time();
        return pair ? HttpResponse{.body = pair->partner} : not_found();
    }

    bool may_ask(const HttpRequest &request, const std::string &id) const {
        if (const auto header = request.header("X-Token"))
            return peers_->proves(id, *header);
        if (const auto query = request.query.find("token"); query != request.query.end())
            return peers_->proves(id, query->second);
        // Nobody else takes away the partner of whom listens.
        return !config_.require_token && !listeners_.contains(id) && !meetings_.is_guest(id);
    }

    static HttpResponse not_found() { return {.status = 404, .body = "Not found"}; }
    HttpResponse wrong_token() {
        ++meetings_.counts.refused_token;
        return {.status = 403, .body = "Wrong token"};
    }
    HttpResponse too_many() {
        ++meetings_.counts.refused_rate;
        return {.status = 429, .body = "Too many requests", .headers = {{"Retry-After", "1"}}};
    }

    Host &host_;
    const Config config_;
    Peers *peers_ = nullptr;
    matchmaker::Meetings meetings_;
    Limiter by_id_;
    NetworkLimiter by_network_;
    /// Those who wait and are told over their signaling connection: what they heard last.
    std::unordered_map<std::string, Numbers> listeners_;
    /// Those who listen, but had no room for the message with their partner, and what they wish.
    std::unordered_map<std::string, Wishes> unreached_;
    std::unordered_map<std::string, std::string> partners_; ///< of each of a pair, until one goes or searches again
    std::vector<Subscription> numbers_;
    std::vector<Subscription> subscriptions_;
    Source ticks_;
    Source retries_;
    Source updates_;
    InTurns<std::string> updating_{host_.context()};
    Source waking_;
};

} // namespace

CALLBOOTH_PLUGIN(Matchmaker, "matchmaker",
                 "Brings two waiting peers together: FIND over the signaling connection, GET /find?id=ID");
