// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include "broker.hpp"
#include "rest.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/cors.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/peers.hpp>
#include <callbooth/services/presence.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/limiter.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
namespace peerserver = callbooth::peerserver;

class PeerServer final : public Plugin {
public:
    using Provides = Services<Peers>;
    using Requires = Services<HttpServer, Metrics, Presence>;

    struct Config {
        std::string path = "/signaling";
        std::string key = "peerjs";
        int64_t alive_timeout = 90;
        int64_t expire_timeout = 5;
        int64_t grace = 10;
        int64_t concurrent_limit = 5000;
        int64_t network_limit = 0;
        double claims_per_second = 20;
        bool discovery = false;
        std::vector<std::string> origins;
        int64_t queue_messages = 256;
        int64_t queue_bytes = 1 << 20;
        int64_t queue_total = 64 << 20;
        double offers_per_second = 10;
        double requests_per_second = 10;
        int64_t max_message = 128 << 10;
    };
    static inline const Property<Config> properties[] = {
        {.name = "path",
         .field = &Config::path,
         .doc = "where PeerServer lives: a page's Peer option 'path'",
         .form = TextForm::path_or_empty},
        {"key", &Config::key, "the key that clients have to know: a page's Peer option 'key'"},
        {"alive-timeout", &Config::alive_timeout,
         "seconds without a heartbeat after which a client is dropped; pages in the background are slow", 1, 86400},
        {"expire-timeout", &Config::expire_timeout, "seconds that messages wait for a peer that is not there", 1, 3600},
        {"grace", &Config::grace,
         "seconds that the id of a lost connection stays reserved for its token; 0 frees it at once", 0, 3600},
        {"concurrent-limit", &Config::concurrent_limit, "how many clients may be connected", 1, 1000000},
        {"network-limit", &Config::network_limit,
         "how many of them may be of one address, or of the /64 around one of IPv6; 0: a twentieth, and 16 at least", 0,
         1000000},
        {"claims-per-second", &Config::claims_per_second,
         "connections that one address, or the /64 around one of IPv6, may open in the long run; ten times as many at "
         "once",
         0.1, 100000},
        {"discovery", &Config::discovery, "whether anybody may list the ids of all clients"},
        {.name = "origins",
         .field = &Config::origins,
         .doc =
             "the pages that may connect, such as 'https://chat.example'; empty lets all in, and programs that are not "
             "browsers",
         .form = TextForm::origin},
        {"queue-messages", &Config::queue_messages,
         "messages that may wait for one peer, or of one sender; a network, an address or the /64 of IPv6, may have "
         "four times as many",
         0, 100000},
        {"queue-bytes", &Config::queue_bytes,
         "bytes that may wait for one peer, or of one sender; a network may have four times as many", 0, 1 << 30},
        {"queue-total", &Config::queue_total,
         "bytes that may wait for all peers together; a message counts at least 512", 0, int64_t{1} << 40},
        {"offers-per-second", &Config::offers_per_second,
         "offers and leaves that one client may send in the long run; ten times as many at once", 0.1, 10000},
        {"requests-per-second", &Config::requests_per_second,
         "messages to the server itself, as FIND, that one client may send in the long run; ten times as many at once",
         0.1, 10000},
        {"max-message", &Config::max_message,
         "bytes of a client's longest message; an offer of a browser has some 10,000, with many tracks 50,000", 1024,
         4 << 20},
    };

    PeerServer(Host &host, Config config)
        : host_(host), config_(std::move(config)), broker_(limits(config_), host.name()) {
        while (config_.path.ends_with('/'))
            config_.path.pop_back();
        broker_.on_handled = [this](const std::string &type, const uint64_t &number) { count_type(type, number); };
        host_.provide<Peers>(broker_);
    }
    ~PeerServer() override { broker_.release(); }

    void start() override {
        auto &http = host_.require<HttpServer>();
        const auto socket_path = config_.path + "/peerjs";
        publish(host_.require<Metrics>());
        join(host_.require<Presence>());
        gate_ = http.gate(socket_path, [this, socket_path](const HttpRequest &request) {
            const bool handshake = request.path.substr(0, request.path.find_last_not_of('/') + 1) == socket_path;
            return handshake ? check_rate(request) : std::nullopt;
        });
        socket_ = http.websocket(socket_path,
                                 [this](const HttpRequest &request, WebSocket &socket) { accept(request, socket); },
                                 {.origins = config_.origins, .max_message = static_cast<size_t>(config_.max_message)});
        route_ = http.route(
            root(), [this](const HttpRequest &request) { return answer(request); }, Audience::peers);
        ticks_ = Source::every(
            std::chrono::seconds(1),
            [this] {
                broker_.tick(now());
                claims_.forget_idle(now());
                return true;
            },
            host_.context());
    }

private:
    /// The path of the route.
    std::string root() const { return config_.path.empty() ? "/" : config_.path; }
    static peerserver::Time now() { return std::chrono::steady_clock::now(); }

    void join(Presence &presence) {
        presence_ = presence.add(broker_);
        broker_.check = [&presence](const Visitor &visitor) { return presence.check(visitor); };
    }

    void publish(Metrics &metrics) {
        const auto &counts = broker_.counts();
        numbers_.push_back(
            metrics.gauge({"callbooth_signaling_peers", "peers that are connected", {{"plugin", host_.name()}}},
                          [this] { return broker_.size(); }));
        numbers_.push_back(metrics.gauge({"callbooth_signaling_backlog_bytes",
                                          "messages that wait for peers that are not there",
                                          {{"plugin", host_.name()}}},
                                         [this] { return broker_.backlog(); }));
        const auto count = [&](const char *name, const char *help, const char *label, const char *value,
                               const uint64_t &number) {
            numbers_.push_back(metrics.counter({name, help, {{"plugin", host_.name()}, {label, value}}},
                                               [&number] { return number; }));
        };
        using peerserver::Type;
        for (const auto type : {Type::heartbeat, Type::offer, Type::answer, Type::candidate, Type::leave})
            count_type(to_string(type), counts.messages[static_cast<size_t>(type)]);
        count_type("none", counts.nonsense);
        count("callbooth_signaling_failed_total", "messages that did not arrive", "reason", "rate", counts.limited);
        count("callbooth_signaling_failed_total", "messages that did not arrive", "reason", "absent", counts.expired);
        count("callbooth_signaling_failed_total", "messages that did not arrive", "reason", "queue",
              counts.undelivered);
        for (const auto &[reason, number] : refusals())
            count("callbooth_signaling_refused_total", "clients that were turned away", "reason", reason, number);
        numbers_.push_back(metrics.counter(refused_origins_at(root()), [this] { return refused_origin_; }));
    }

    std::vector<std::pair<const char *, const uint64_t &>> refusals() const {
        const auto &counts = broker_.counts();
        return {{"key", refused_key_},
                {"rate", refused_rate_},
                {"invalid", counts.refused_invalid},
                {"taken", counts.refused_taken},
                {"full", counts.refused_full},
                {"network", counts.refused_network},
                {"guard", counts.refused_guarded}};
    }

    /// Once for each type.
    void count_type(const std::string &type, const uint64_t &number) {
        if (types_.insert(type).second)
            numbers_.push_back(host_.require<Metrics>().counter({"callbooth_signaling_messages_total",
                                                                 "messages of clients",
                                                                 {{"plugin", host_.name()}, {"type", type}}},
                                                                [&number] { return number; }));
    }

    static size_t network_limit(const Config &config) {
        constexpr int64_t networks = 20; // that it takes to fill the server
        constexpr int64_t least = 16;
        const auto share = std::max(config.concurrent_limit / networks, least);
        return static_cast<size_t>(config.network_limit > 0 ? config.network_limit : share);
    }

    static peerserver::BrokerLimits limits(const Config &config) {
        using std::chrono::seconds;
        peerserver::BrokerLimits limits{.alive = seconds(config.alive_timeout),
                                        .grace = seconds(config.grace),
                                        .connections = static_cast<size_t>(config.concurrent_limit),
                                        .network_connections = network_limit(config),
                                        .offers_per_second = config.offers_per_second,
                                        .offers_at_once = 10 * config.offers_per_second,
                                        .requests_per_second = config.requests_per_second,
                                        .requests_at_once = 10 * config.requests_per_second};
        limits.backlog.expire = seconds(config.expire_timeout);
        limits.backlog.messages = static_cast<size_t>(config.queue_messages);
        limits.backlog.bytes = static_cast<size_t>(config.queue_bytes);
        limits.backlog.total = static_cast<size_t>(config.queue_total);
        return limits;
    }

    std::optional<HttpResponse> check_rate(const HttpRequest &request) {
        if (claims_.take(request.address, now()))
            return {};
        ++refused_rate_;
        return HttpResponse{.status = 429, .body = "Too many requests\n", .headers = {{"Retry-After", "1"}}};
    }

    HttpResponse answer(const HttpRequest &request) {
        if (admits_origin(config_.origins, request, WithoutOrigin::admitted))
            return peerserver::answer(rest_, request, request.path.substr(config_.path.size()));
        ++refused_origin_;
        return {.status = 403, .body = "This page may not connect here\n"};
    }

    void accept(const HttpRequest &request, WebSocket &socket) {
        const auto value = [&](const char *name) {
            const auto found = request.query.find(std::string_view(name));
            return found == request.query.end() ? std::string() : found->second;
        };
        const Visitor claim{value("id"), value("token")};
        const auto key = value("key");
        if (claim.id.empty() || claim.token.empty() || key.empty())
            return refuse(socket, "No id, token, or key supplied to websocket server");
        if (key != config_.key)
            return refuse(socket, "Invalid key provided");
        const auto crowded = broker_.counts().refused_network;
        socket.on_message = [this, &socket](std::string_view text, auto) { broker_.message(socket, text, now()); };
        socket.on_closed = [this, &socket] { broker_.disconnect(socket, now()); };
        if (!broker_.connect(socket, claim, now())) {
            socket.on_message = nullptr;
            socket.on_closed = nullptr;
            if (broker_.counts().refused_network > crowded)
                warn_of_crowd(socket.address());
        }
    }

    void warn_of_crowd(const std::string &address) {
        if (warnings_.take(now()))
            host_.log(Level::warning,
                      fmt::format("{} has {} peers: more are refused (network-limit); if it is a proxy, "
                                  "name it in [http] trusted-proxies",
                                  network_key(address), network_limit(config_)));
    }

    void refuse(WebSocket &socket, std::string_view why) {
        ++refused_key_;
        socket.send(peerserver::error_message(why));
        socket.close(WebSocket::policy, "");
    }

    std::string fresh_id() const {
        for (;;) {
            const Handle<char> id(g_uuid_string_random());
            if (!broker_.connected(id.get()))
                return id.get();
        }
    }

    Host &host_;
    Config config_;
    peerserver::Broker broker_;
    const peerserver::Rest rest_{[this] { return fresh_id(); }, [this] { return broker_.ids(); }, config_.discovery};
    uint64_t refused_key_ = 0;
    uint64_t refused_origin_ = 0;
    uint64_t refused_rate_ = 0;
    NetworkLimiter claims_{config_.claims_per_second, 10 * config_.claims_per_second};
    TokenBucket warnings_{1.0 / 60, 1};
    std::set<std::string> types_; ///< those whose messages are counted
    std::vector<Subscription> numbers_;
    Subscription presence_;
    Subscription gate_;
    Subscription socket_;
    Subscription route_;
    Source ticks_;
};

} // namespace

CALLBOOTH_PLUGIN(PeerServer, "peerserver", "Signaling server for PeerJS clients (PeerServer's protocol)");
