// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "client_files.hpp"
#include "engine/engine.hpp"
#include "server.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/presence.hpp>
#include <callbooth/services/socket_io.hpp>

namespace {

using namespace callbooth;
namespace socketio = callbooth::socketio;

class SocketIoPlugin final : public Plugin {
public:
    using Provides = Services<SocketIo>;
    using Requires = Services<HttpServer, Metrics, Presence>;

    struct Config {
        std::string path = "/socket.io";
        std::vector<std::string> transports{"polling", "websocket"};
        bool upgrades = true;
        double ping_interval = 25;
        double ping_timeout = 20;
        double connect_timeout = 45;
        double upgrade_timeout = 10;
        std::vector<std::string> origins;
        std::vector<std::string> cors;
        bool cors_credentials = false;
        int64_t session_limit = 5000;
        int64_t network_limit = 0;
        double handshakes_per_second = 20;
        double messages_per_second = 100;
        double bytes_per_second = 1 << 18;
        int64_t max_payload = 1000000;
        int64_t max_packet = 4000000;
        int64_t packets = 10000;
        int64_t attachments = 10;
        int64_t queue_bytes = 1 << 20;
        int64_t queue_total = 64 << 20;
        double packet_timeout = 30;
        int64_t packet_total = 64 << 20;
        double recovery = 0;
        int64_t recovery_packets = 1000;
        int64_t recovery_bytes = 1 << 20;
        std::string client_files;
    };
    static inline const Property<Config> properties[] = {
        {.name = "path",
         .field = &Config::path,
         .doc = "where Socket.IO lives: a page's option 'path', without the slash at its end",
         .form = TextForm::path_or_empty},
        {"transports", &Config::transports, "the transports that clients may use: 'polling', 'websocket' or both"},
        {"upgrades", &Config::upgrades, "whether a client that polls may go over to a WebSocket"},
        {"ping-interval", &Config::ping_interval,
         "seconds after which a client is pinged; less than what proxies on the way let a connection be idle", 0.05,
         100},
        {"ping-timeout", &Config::ping_timeout, "seconds in which it has to answer", 0.05, 3600},
        {"connect-timeout", &Config::connect_timeout, "seconds in which a client has to join its first namespace", 0.05,
         3600},
        {"upgrade-timeout", &Config::upgrade_timeout, "seconds in which a WebSocket has to replace polling", 0.05,
         3600},
        {.name = "origins",
         .field = &Config::origins,
         .doc =
             "the pages that may connect, such as 'https://chat.example'; empty lets all in, and programs that are not "
             "browsers",
         .form = TextForm::origin},
        {.name = "cors",
         .field = &Config::cors,
         .doc = "the pages of other origins that may read what is sent by polling; '*' for all, empty for none",
         .form = TextForm::origin_or_all},
        {"cors-credentials", &Config::cors_credentials, "whether these pages may send cookies"},
        {"session-limit", &Config::session_limit, "how many clients may be connected", 1, 1000000},
        {"network-limit", &Config::network_limit,
         "how many of them may be of one address, or of the /64 around one of IPv6; 0: a twentieth, and 16 at least", 0,
         1000000},
        {"handshakes-per-second", &Config::handshakes_per_second,
         "connections that one address, or the /64 around one of IPv6, may open in the long run; ten times as many at "
         "once",
         0.1, 100000},
        {"messages-per-second", &Config::messages_per_second,
         "messages that one client may send in the long run; ten times as many at once", 0.1, 1000000},
        {"bytes-per-second", &Config::bytes_per_second,
         "bytes that one client may send in the long run; ten times as many, or two of the longest messages, at once",
         1024, 1e12},
        {"max-payload", &Config::max_payload, "bytes of a client's longest message, and of what it posts at once", 1024,
         1000000},
        {"max-packet", &Config::max_packet, "bytes of an event with all of its attachments", 1024, 64 << 20},
        {"packet-timeout", &Config::packet_timeout, "seconds in which the attachments of an event have to come", 0.05,
         3600},
        {"packet-total", &Config::packet_total,
         "bytes of all events of which attachments are still to come; those of one network may have a quarter", 4096,
         int64_t{1} << 40},
        {"packets", &Config::packets, "packets that a client may post at once", 1, 100000},
        {"attachments", &Config::attachments, "binary attachments that an event may have", 0,
         static_cast<double>(socketio::max_attachments)},
        {"queue-bytes", &Config::queue_bytes, "bytes that may wait for a client that polls; [http] limits the others",
         4096, 64 << 20},
        {"queue-total", &Config::queue_total,
         "bytes that may wait for all clients that poll together; those of one network may have a quarter", 4096,
         int64_t{1} << 40},
        {"recovery", &Config::recovery,
         "seconds for which a client that has lost its connection can come back to its id, rooms and missed events; 0: "
         "never",
         0, 86400},
        {"recovery-packets", &Config::recovery_packets, "events that are kept for them in each namespace", 1, 1000000},
        {"recovery-bytes", &Config::recovery_bytes, "bytes of the events that are kept in each namespace", 4096,
         1 << 30},
        {"client-files", &Config::client_files,
         "the folder 'dist' of npm's socket.io-client, served to pages as socket.io.js and so on; empty for the files "
         "that come with Callbooth's pages"},
    };

    static void check_config(const Config &config, ConfigCheck &check) {
        check.attempt("transports", [&] { check_transports(config.transports); });
    }

    SocketIoPlugin(Host &host, Config config)
        : host_(host), config_(std::move(config)), clockwork_(host.context()),
          server_(server_options(config_), host.name(), clockwork_.wheel), crowd_(server_, host.name()),
          files_(files_folder(host, config_.client_files)) {
        check_transports(config_.transports);
        while (config_.path.ends_with('/'))
            config_.path.pop_back();
        host_.provide<SocketIo>(server_);
    }

    void start() override {
        auto &http = host_.require<HttpServer>();
        auto &presence = host_.require<Presence>();
        server_.together = [&http](const auto &send) { http.together(send); };
        server_.guard = [&presence](const Visitor &visitor) { return presence.check(visitor); };
        engine_ = std::make_unique<socketio::Engine>(http, clockwork_.wheel, engine_options(config_),
                                                     [this](auto &session) { return server_.connect(session); });
        engine_->guard = [this](const HttpRequest &request) { return refusal(request); };
        engine_->files = [this](const HttpRequest &request, auto name) { return files_.answer(request, name); };
        server_.drop = [this](const std::string &sid) {
            if (auto *session = engine_->sessions().find(sid))
                session->fail(socketio::Reason::transport_error);
        };
        present_ = presence.add(crowd_);
        publish(host_.require<Metrics>());
        host_.log(Level::info, "Socket.IO at " + http.local_url() + config_.path + "/");
        if (!files_.has_script())
            host_.log(Level::info, "pages cannot load socket.io.js from here: it is not in " + files_.folder() +
                                       "; build the pages, or set client-files");
    }
    void stop() override { engine_->sessions().close_all(socketio::Reason::server_shutting_down); }

private:
    void publish(Metrics &metrics) {
        const auto &sessions = engine_->sessions();
        gauge(metrics, "sessions", "clients that are connected", {"transport", "polling"},
              [&sessions] { return sessions.polling(); });
        gauge(metrics, "sessions", "clients that are connected", {"transport", "websocket"},
              [&sessions] { return sessions.size() - sessions.polling(); });
        gauge(metrics, "sockets", "sockets in all namespaces", {}, [this] { return crowd_.size(); });
        gauge(metrics, "queue_bytes", "bytes that wait for clients that poll", {},
              [&sessions] { return sessions.held_bytes(); });
        gauge(metrics, "incomplete_bytes", "bytes of events of which attachments are still to come", {},
              [this] { return server_.incomplete().bytes(); });
        publish_sessions(metrics, sessions.counts());
        publish_refusals(metrics, sessions.counts());
        publish_events(metrics);
    }

    void publish_sessions(Metrics &metrics, const socketio::SessionCounts &counts) {
        count(metrics, "opened", "sessions that were opened", {}, counts.opened);
        count(metrics, "upgraded", "sessions that went from polling to a WebSocket", {}, counts.upgraded);
        for (size_t i = 0; i < socketio::reason_count; ++i)
            count(metrics, "closed", "sessions that have ended",
                  {"reason", socketio::to_string(static_cast<socketio::Reason>(i))}, counts.closed[i]);
    }

    void publish_refusals(Metrics &metrics, const socketio::SessionCounts &counts) {
        constexpr auto help = "requests that were refused";
        for (size_t i = 0; i < engine_->refused().size(); ++i)
            count(metrics, "refused", help, {"reason", std::string(to_string(static_cast<socketio::EngineError>(i)))},
                  engine_->refused()[i]);
        count(metrics, "refused", help, {"reason", "full"}, counts.refused_full);
        count(metrics, "refused", help, {"reason", "network"}, counts.refused_network);
        count(metrics, "refused", help, {"reason", "rate"}, counts.refused_rate);
    }

    void publish_events(Metrics &metrics) {
        constexpr auto help = "events of clients, by what listeners made of them";
        using Counts = socketio::EventCounts;
        for (const auto &[result, member] : {std::pair("handled", &Counts::handled),
                                             {"unhandled", &Counts::unhandled},
                                             {"malformed", &Counts::malformed}})
            numbers_.push_back(metrics.counter(metric("events_total", help, {"result", result}),
                                               [this, member = member] { return sum(member); }));
        numbers_.push_back(
            metrics.counter(metric("undelivered_total", "events whose receiver had too much waiting", {}),
                            [this] { return server_.undelivered(); }));
    }

    double sum(uint64_t socketio::EventCounts::*member) const {
        double all = 0;
        for (const auto &[name, space] : server_.spaces())
            all += static_cast<double>(space->counts().*member);
        return all;
    }

    using Label = std::pair<std::string, std::string>;
    Metric metric(const std::string &name, const char *help, const Label &label) const {
        Metric metric{"callbooth_socketio_" + name, help, {{"plugin", host_.name()}}};
        if (!label.first.empty())
            metric.labels.push_back(label);
        return metric;
    }
    void gauge(Metrics &metrics, const char *name, const char *help, const Label &label, Metrics::Value value) {
        numbers_.push_back(metrics.gauge(metric(name, help, label), std::move(value)));
    }
    void count(Metrics &metrics, const std::string &name, const char *help, const Label &label,
               const uint64_t &number) {
        numbers_.push_back(metrics.counter(metric(name + "_total", help, label), [&number] { return number; }));
    }

    static std::string files_folder(const Host &host, const std::string &configured) {
        if (!configured.empty())
            return host.resolve_path(configured);
        const char *root = std::getenv("CALLBOOTH_WEB_ROOT");
        return std::string(root && *root ? root : CALLBOOTH_WEB_DIR) + "/socket.io";
    }

    static std::chrono::milliseconds seconds(double value) {
        return std::chrono::milliseconds(std::llround(value * 1000));
    }

    static socketio::ServerOptions server_options(const Config &config) {
        socketio::ServerOptions options{.connect_timeout = seconds(config.connect_timeout)};
        options.reader.attachments = static_cast<size_t>(config.attachments);
        options.recovery = {seconds(config.recovery), static_cast<size_t>(config.recovery_packets),
                            static_cast<size_t>(config.recovery_bytes)};
        options.packet_timeout = seconds(config.packet_timeout);
        options.max_incomplete = static_cast<size_t>(config.packet_total);
        options.reader.bytes = static_cast<size_t>(config.max_packet);
        return options;
    }

    static bool has(const std::vector<std::string> &list, const char *text) {
        return std::find(list.begin(), list.end(), text) != list.end();
    }

    static void check_transports(const std::vector<std::string> &transports) {
        for (const std::string &transport : transports)
            if (transport != "polling" && transport != "websocket")
                throw Error("transports: '" + transport + "' is neither 'polling' nor 'websocket'");
        if (transports.empty())
            throw Error("transports: name 'polling', 'websocket' or both");
    }

    static socketio::EngineOptions engine_options(const Config &config) {
        socketio::EngineOptions options{.path = config.path,
                                        .polling = has(config.transports, "polling"),
                                        .websocket = has(config.transports, "websocket"),
                                        .origins = config.origins,
                                        .cors = {config.cors, config.cors_credentials}};
        options.session.ping_interval = seconds(config.ping_interval);
        options.session.ping_timeout = seconds(config.ping_timeout);
        options.session.upgrade_timeout = seconds(config.upgrade_timeout);
        options.session.max_payload = static_cast<size_t>(config.max_payload);
        options.session.max_packets = static_cast<size_t>(config.packets);
        options.session.max_held = static_cast<size_t>(config.queue_bytes);
        options.session.messages_per_second = config.messages_per_second;
        options.session.bytes_per_second = config.bytes_per_second;
        options.session.upgrades = config.upgrades && options.websocket;
        options.limits = {static_cast<size_t>(config.session_limit), network_limit(config),
                          config.handshakes_per_second, static_cast<size_t>(config.queue_total)};
        return options;
    }

    static size_t network_limit(const Config &config) {
        constexpr int64_t networks = 20; // that it takes to fill the server
        constexpr int64_t least = 16;
        const auto share = std::max(config.session_limit / networks, least);
        return static_cast<size_t>(config.network_limit > 0 ? config.network_limit : share);
    }

    std::optional<std::string> refusal(const HttpRequest &request) const {
        const auto expulsion = server_.guard(Visitor{"", "", std::string(request.address), host_.name()});
        return expulsion ? std::optional(expulsion->reason) : std::nullopt;
    }

    Host &host_;
    Config config_;
    socketio::Clockwork clockwork_;
    socketio::Server server_;
    socketio::SocketCrowd crowd_;
    socketio::ClientFiles files_;
    std::unique_ptr<socketio::Engine> engine_;
    std::vector<Subscription> numbers_;
    Subscription present_;
};

} // namespace

CALLBOOTH_PLUGIN(SocketIoPlugin, "socketio", "Socket.IO server (protocol 5, over Engine.IO 4), for other plugins");
