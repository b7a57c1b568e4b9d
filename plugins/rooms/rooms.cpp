// SPDX-License-Identifier: MIT
#include <algorithm>

#include "room_table.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/presence.hpp>
#include <callbooth/services/waiting_line.hpp>
#include <callbooth/util/glib.hpp>

namespace {

using namespace callbooth;
using rooms::RoomTable;
using std::chrono::seconds;

class RoomsPlugin final : public Plugin, private WaitingLine::Door {
public:
    using Requires = Services<HttpServer, Metrics, Presence>;

    struct Config {
        std::string path = "/rooms";
        int64_t limit = 5000;
        int64_t network_limit = 0;
        double creations_per_second = 1;
        int64_t grace = 30;
        int64_t idle = 3600;
        std::vector<std::string> origins;
        int64_t max_message = 128 << 10;
        double messages_per_second = 20;
    };
    static inline const Property<Config> properties[] = {
        {.name = "path", .field = &Config::path, .doc = "where pages connect their WebSocket", .form = TextForm::path},
        {"limit", &Config::limit, "rooms that may be open at the same time", 1, 100000},
        {"network-limit", &Config::network_limit,
         "how many of them may be created from one address, or from the /64 around one of IPv6; 0: a twentieth, and 16 "
         "at least",
         0, 100000},
        {"creations-per-second", &Config::creations_per_second,
         "rooms that one address, or the /64 around one of IPv6, may create in the long run; ten times as many at once",
         0.01, 10000},
        {"grace", &Config::grace,
         "seconds that a room stays reserved for a creator that has lost its connection and has given a token; 0: it "
         "ends at once",
         0, 86400},
        {"idle", &Config::idle, "seconds after which a room without a partner is closed; 0: it stays open", 0,
         31536000},
        {.name = "origins",
         .field = &Config::origins,
         .doc =
             "the pages that may connect, such as 'https://chat.example'; empty lets all in, and programs that are not "
             "browsers",
         .form = TextForm::origin},
        {"max-message", &Config::max_message,
         "bytes of a client's longest message; an offer of a browser has some 10,000, with many tracks 50,000", 1024,
         1 << 20},
        {"messages-per-second", &Config::messages_per_second,
         "messages that one client may send in the long run; ten times as many at once; 0: as [http] says", 0, 10000},
    };

    RoomsPlugin(Host &host, Config config)
        : host_(host), config_(std::move(config)), table_(limits(config_), host.name()) {}
    ~RoomsPlugin() override { table_.release(); }

    void start() override {
        publish(host_.require<Metrics>());
        auto &presence = host_.require<Presence>();
        presence_ = presence.add(table_);
        table_.check = [&presence](const Visitor &visitor) { return presence.check(visitor); };
        if (auto *line = host_.find<WaitingLine>())
            wait_in(*line);
        socket_ = host_.require<HttpServer>().websocket(
            config_.path, [this](const HttpRequest &, WebSocket &socket) { accept(socket); },
            {.origins = config_.origins,
             .max_message = static_cast<size_t>(config_.max_message),
             .messages_per_second = config_.messages_per_second});
        ticks_ = Source::every(
            seconds(1),
            [this] {
                table_.tick(now());
                return true;
            },
            host_.context());
    }

private:
    static rooms::Time now() { return std::chrono::steady_clock::now(); }

    static rooms::RoomLimits limits(const Config &config) {
        constexpr int64_t networks = 20; // that it takes to fill the server
        constexpr int64_t least = 16;
        const auto share = std::max(config.limit / networks, least);
        return {.rooms = static_cast<size_t>(config.limit),
                .network_rooms = static_cast<size_t>(config.network_limit > 0 ? config.network_limit : share),
                .creations_per_second = config.creations_per_second,
                .grace = seconds(config.grace),
                .idle = seconds(config.idle)};
    }

    void wait_in(WaitingLine &line) {
        open_ = line.open(*this);
        table_.wait = [this, &line](const std::string &id, const std::string &peer) { line.look(*this, id, peer); };
        table_.stop_waiting = [this, &line](const std::string &id) { line.leave(*this, id); };
    }
    bool meet(std::string_view client, const WaitingLine::Partner &partner) override {
        return table_.meet(client, partner.call ? partner.peer : "", now());
    }
    void part(std::string_view client, std::string_view) override { table_.part(client, now()); }

    void accept(WebSocket &socket) {
        if (!table_.connect(socket, now()))
            return;
        socket.on_message = [this, &socket](std::string_view text, auto) { table_.message(socket, text, now()); };
        socket.on_closed = [this, &socket] { table_.disconnect(socket, now()); };
    }

    void publish(Metrics &metrics) {
        const std::pair<std::string, std::string> plugin{"plugin", host_.name()};
        numbers_.push_back(
            metrics.gauge({"callbooth_rooms", "rooms that are open", {plugin}}, [this] { return table_.rooms(); }));
        numbers_.push_back(metrics.gauge({"callbooth_rooms_clients", "clients that are connected", {plugin}},
                                         [this] { return table_.size(); }));
        const auto count = [&](const char *name, const char *help, const char *label, const char *value,
                               const uint64_t &number) {
            numbers_.push_back(metrics.counter({name, help, {plugin, {label, value}}}, [&number] { return number; }));
        };
        for (const auto &[outcome, number] : events())
            count("callbooth_rooms_events_total", "rooms that were created, joined or expired", "event", outcome,
                  number);
        for (const auto &[outcome, number] : messages())
            count("callbooth_rooms_messages_total", "messages for the other member", "outcome", outcome, number);
        for (const auto &[reason, number] : refusals())
            count("callbooth_rooms_refused_total", "requests that were refused", "reason", reason, number);
    }

    using Numbers = std::vector<std::pair<const char *, const uint64_t &>>;
    Numbers events() const {
        const auto &counts = table_.counts();
        return {{"created", counts.created}, {"joined", counts.joined}, {"expired", counts.expired}};
    }
    Numbers messages() const {
        const auto &counts = table_.counts();
        return {{"relayed", counts.relayed}, {"undelivered", counts.undelivered}, {"nonsense", counts.nonsense}};
    }
    Numbers refusals() const {
        const auto &counts = table_.counts();
        return {{"full", counts.refused_full},
                {"unknown", counts.refused_unknown},
                {"limit", counts.refused_limit},
                {"rate", counts.refused_rate},
                {"guard", counts.refused_guarded}};
    }

    Host &host_;
    const Config config_;
    RoomTable table_;
    std::vector<Subscription> numbers_;
    Subscription open_;
    Subscription presence_;
    Subscription socket_;
    Source ticks_;
};

} // namespace

CALLBOOTH_PLUGIN(RoomsPlugin, "rooms", "Rooms for two by invitation, over a bare WebSocket");
