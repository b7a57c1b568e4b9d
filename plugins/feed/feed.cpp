// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <unistd.h>

#include "outputs.hpp"
#include "selection.hpp"
#include "watchers.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/seconds.hpp>
#include <callbooth/util/server_url.hpp>
#include <callbooth/util/token_bucket.hpp>
#include <callbooth/util/trust.hpp>
#include <callbooth/util/websocket_client.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::feed;
using std::chrono::milliseconds;

constexpr int64_t mebibyte = 1 << 20;

/// Client of any WebSocket service: picks values out of its messages, and shows them.
class FeedPlugin final : public Plugin {
public:
    struct Config {
        std::string url;
        std::vector<std::string> protocols;
        std::string origin;
        std::vector<std::string> subscribe;
        std::vector<std::string> values;
        std::vector<std::string> when;
        std::vector<std::string> reconnect_when;
        std::string text;
        double interval = 1;
        double quiet = 120;
        double silence = 30;
        double reconnect_min = 1;
        double reconnect_max = 60;
        int64_t max_message = 256 << 10;
        double messages_per_second = 200;
        std::string print = "log";
        std::string file;
        int64_t file_limit = 16;
        std::string path;
        int64_t history = 100;
        int64_t watchers = 1000;
        std::vector<std::string> origins;
        bool verify_tls = true;
        std::string ca_file;
    };
    static inline const Property<Config> properties[] = {
        {.name = "url",
         .field = &Config::url,
         .doc = "address of the service, wss://ws.bitstamp.net",
         .required = true,
         .own = {"trades", "ws"}},
        {"protocols", &Config::protocols, "WebSocket subprotocols that the service may choose from"},
        {"origin", &Config::origin, "the Origin to send, where the service asks for one"},
        {"subscribe", &Config::subscribe, "messages to send whenever the connection is open"},
        {.name = "values",
         .field = &Config::values,
         .doc =
             "names, and paths of the values in each message, as in ['price: data.price']; messages that lack one are "
             "passed over",
         .required = true},
        {"when", &Config::when, "paths and their values that a message has to have, as in ['event = trade']"},
        {"reconnect-when", &Config::reconnect_when,
         "the same for messages with which the service asks us to connect again; one of them is enough"},
        {"text", &Config::text,
         "how the values are shown, as in '{price:.2} for {amount}', with two decimals of the price; empty: all with "
         "their names"},
        {"interval", &Config::interval, "seconds between two that are shown, at the least; those between are left out",
         0, 86400},
        {"quiet", &Config::quiet, "seconds without a message after which we connect again; 0: never", 0, 86400},
        {"silence", &Config::silence, "seconds without a sign of life after which we connect again", 2, 300},
        {"reconnect-min", &Config::reconnect_min,
         "seconds before the first attempt to connect again; doubles with each failure", 0.01, 3600},
        {"reconnect-max", &Config::reconnect_max, "seconds between two attempts to connect, at the most", 0.01, 3600},
        {"max-message", &Config::max_message,
         "bytes of the service's longest message; a longer one ends the connection", 1024, 16 << 20},
        {"messages-per-second", &Config::messages_per_second,
         "messages that are looked at, in the long run; twice as many at once; others are dropped unread", 1, 100000},
        {.name = "print",
         .field = &Config::print,
         .doc = "where each text is printed: the log, standard output, which disturbs a console, or nowhere",
         .choices = {"log", "stdout", "none"}},
        {"file", &Config::file, "a file to which each text is appended, with its time; empty: none"},
        {"file-limit", &Config::file_limit, "MiB after which the file becomes FILE.1, in place of the one before", 1,
         1 << 20},
        {.name = "path",
         .field = &Config::path,
         .doc = "where pages watch the feed over a WebSocket of our server, as in '/feed'; empty: nowhere",
         .form = TextForm::path_or_empty},
        {"history", &Config::history, "the last ones that a page gets when it begins to watch", 0, 1000},
        {"watchers", &Config::watchers, "pages that may watch at the same time", 1, 100000},
        {.name = "origins",
         .field = &Config::origins,
         .doc =
             "the pages that may watch, such as 'https://chat.example'; empty lets all in, and programs that are not "
             "browsers",
         .form = TextForm::origin},
        {"verify-tls", &Config::verify_tls,
         "refuse a wss:// service whose certificate is not trusted; false is for development only"},
        {"ca-file", &Config::ca_file,
         "a PEM file: trust only the certificates in it, whatever name they are for, and those they have signed; "
         "empty: the system's"},
    };
    using Requires = Services<Metrics, Presence, Status>;

    static void check_config(const Config &config, ConfigCheck &check) {
        check_server_url(check, "url", config.url, websocket_schemes);
        check_rows(check, {config.values, config.when, config.reconnect_when, config.text});
        if (!config.path.empty() && !check.has_http())
            check.error("path", "pages can watch only where the pipeline file has [http]",
                        "add [http], or leave path out");
        check_ca_file(check, config.ca_file);
    }
    FeedPlugin(Host &host, Config config);
    ~FeedPlugin() override { watchers_.release(); }

    void start() override;
    void stop() override;

private:
    WebSocketClient::Options client_options() const;
    std::string key(const char *name) const { return fmt::format("feed.{}.{}", host_.name(), name); }
    void listen();
    void serve(HttpServer &server);
    void accept(WebSocket &socket);
    void publish(Metrics &metrics);
    void set_state(const char *state);

    void connected();
    void expect_message();
    void received(std::string_view bytes, WebSocketClient::Kind kind);
    void read(const Json &message);
    void lost(const WebSocketClient::Loss &loss);
    void show_in_turn(Item item);
    void show(const Item &item);
    void print(const std::string &text);
    void append(const std::string &text);

    Host &host_;
    const Config config_;
    Status &status_;
    const Selection selection_;
    WebSocketClient client_;
    TokenBucket rate_;
    TokenBucket warnings_{1.0 / 60, 1};
    std::optional<Item> next_; ///< is shown when the interval is over
    Source interval_;
    Source quiet_;
    std::optional<LineFile> file_;
    bool file_works_ = true;
    HttpServer *server_ = nullptr; ///< null where nobody can watch
    Watchers watchers_;
    bool ready_ = false;
    uint64_t shown_ = 0, left_out_ = 0, other_ = 0, garbage_ = 0, dropped_ = 0, connections_ = 0;
    std::vector<Subscription> subscriptions_;
};

FeedPlugin::FeedPlugin(Host &host, Config config)
    : host_(host), config_(std::move(config)), status_(host.require<Status>()),
      selection_({config_.values, config_.when, config_.reconnect_when, config_.text}), client_(client_options()),
      rate_(config_.messages_per_second, 2 * config_.messages_per_second),
      watchers_({static_cast<size_t>(config_.watchers), static_cast<size_t>(config_.history)}, host.name()) {
    if (!config_.url.starts_with("ws://") && !config_.url.starts_with("wss://"))
        throw Error(fmt::format("url: '{}' has to begin with ws:// or wss://", config_.url));
    if (!config_.file.empty())
        file_.emplace(host.resolve_path(config_.file), static_cast<size_t>(config_.file_limit * mebibyte));
}

WebSocketClient::Options FeedPlugin::client_options() const {
    return {.url = config_.url,
            .protocols = config_.protocols,
            .origin = config_.origin,
            .max_message = static_cast<size_t>(config_.max_message),
            .silence = from_seconds(config_.silence),
            .first_retry = from_seconds(config_.reconnect_min),
            .longest_retry = from_seconds(std::max(config_.reconnect_min, config_.reconnect_max)),
            .verify_tls = config_.verify_tls,
            .ca_file = config_.ca_file.empty() ? "" : host_.resolve_path(config_.ca_file)};
}

void FeedPlugin::start() {
    if (!config_.path.empty()) {
        server_ = host_.find<HttpServer>();
        if (server_ == nullptr)
            throw Error("path: pages can watch only where the pipeline file has [http]");
        serve(*server_);
    }
    publish(host_.require<Metrics>());
    listen();
    set_state("connecting");
    client_.start();
}

void FeedPlugin::stop() {
    interval_.cancel();
    quiet_.cancel();
    client_.stop();
    set_state("lost");
}

void FeedPlugin::listen() {
    const auto keep = [this](Subscription subscription) { subscriptions_.push_back(std::move(subscription)); };
    keep(client_.delayed.subscribe([this](const std::string &what) {
        host_.log(Level::warning, fmt::format("connecting to the service: {}", what));
    }));
    keep(client_.opened.subscribe([this] { connected(); }));
    keep(client_.received.subscribe(
        [this](std::string_view bytes, WebSocketClient::Kind kind) { received(bytes, kind); }));
    keep(client_.lost.subscribe([this](const WebSocketClient::Loss &loss) { lost(loss); }));
}

void FeedPlugin::serve(HttpServer &server) {
    auto &presence = host_.require<Presence>();
    subscriptions_.push_back(presence.add(watchers_));
    watchers_.check = [&presence](const Visitor &visitor) { return presence.check(visitor); };
    subscriptions_.push_back(server.websocket(
        config_.path, [this](const HttpRequest &, WebSocket &socket) { accept(socket); },
        {.origins = config_.origins, .max_message = 1024, .messages_per_second = 1})); // it has nothing to send
}

void FeedPlugin::accept(WebSocket &socket) {
    if (watchers_.connect(socket, TokenBucket::Time::clock::now()))
        socket.on_closed = [this, &socket] { watchers_.disconnect(socket); };
}

void FeedPlugin::publish(Metrics &metrics) {
    const std::pair<std::string, std::string> plugin{"plugin", host_.name()};
    subscriptions_.push_back(metrics.gauge({"callbooth_feed_connected", "1 while the service is connected", {plugin}},
                                           [this] { return ready_ ? 1 : 0; }));
    subscriptions_.push_back(
        metrics.gauge({"callbooth_feed_watchers", "pages that watch", {plugin}}, [this] { return watchers_.size(); }));
    subscriptions_.push_back(metrics.counter(
        {"callbooth_feed_connections_total", "connections to the service", {plugin}}, [this] { return connections_; }));
    const auto count = [&](const char *outcome, const uint64_t &number) {
        subscriptions_.push_back(metrics.counter(
            {"callbooth_feed_messages_total", "messages of the service", {plugin, {"outcome", outcome}}},
            [&number] { return number; }));
    };
    count("shown", shown_);
    count("left_out", left_out_);
    count("other", other_);
    count("garbage", garbage_);
    count("dropped", dropped_);
}

void FeedPlugin::set_state(const char *state) {
    ready_ = std::string_view(state) == "ready";
    status_.set(key("state"), state);
    if (server_ != nullptr)
        watchers_.set_state(*server_, ready_ ? "ready" : "lost");
}

void FeedPlugin::connected() {
    ++connections_;
    host_.log(Level::info, "connected to the service");
    set_state("ready");
    for (const auto &message : config_.subscribe)
        client_.send(message);
    expect_message();
}

void FeedPlugin::expect_message() {
    if (config_.quiet > 0)
        quiet_ = Source::after(
            from_seconds(config_.quiet), [this] { client_.reconnect("the service sends nothing any more"); },
            host_.context());
}

void FeedPlugin::received(std::string_view bytes, WebSocketClient::Kind kind) {
    const auto now = TokenBucket::Time::clock::now();
    if (!rate_.take(now)) {
        if (dropped_++ == 0 || warnings_.take(now))
            host_.log(Level::warning, "the service sends more than messages-per-second; messages are dropped");
        return;
    }
    expect_message();
    if (kind != WebSocketClient::Kind::text) {
        ++garbage_;
        return;
    }
    try {
        read(Json::parse(bytes, {.size = static_cast<size_t>(config_.max_message), .members = 1024}));
    } catch (const Error &e) {
        ++garbage_;
        host_.log(Level::debug, fmt::format("ignored a message: {}", e.what()));
    }
}

void FeedPlugin::read(const Json &message) {
    if (selection_.asks_to_reconnect(message))
        return client_.reconnect("the service asks for it");
    if (auto item = selection_.select(message))
        show_in_turn(*std::move(item));
    else
        ++other_;
}

void FeedPlugin::lost(const WebSocketClient::Loss &loss) {
    quiet_.cancel();
    host_.log(Level::warning, fmt::format("no connection to the service: {}; next attempt in {:.1f} s", loss.text(),
                                          static_cast<double>(loss.retry.count()) / 1000));
    set_state("lost");
}

/// The newest of an interval is shown at its end.
void FeedPlugin::show_in_turn(Item item) {
    if (interval_.active()) {
        left_out_ += next_ ? 1 : 0;
        next_ = std::move(item);
        return;
    }
    show(item);
    if (config_.interval > 0)
        interval_ = Source::after(
            from_seconds(config_.interval),
            [this] {
                interval_.cancel();
                if (auto next = std::exchange(next_, std::nullopt))
                    show_in_turn(*std::move(next));
            },
            host_.context());
}

void FeedPlugin::show(const Item &item) {
    ++shown_;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    status_.set(key("text"), item.text);
    print(item.text);
    append(item.text);
    if (server_ != nullptr)
        watchers_.publish(*server_, item, std::chrono::duration_cast<milliseconds>(now).count());
}

void FeedPlugin::print(const std::string &text) {
    if (config_.print == "log")
        host_.log(Level::info, text);
    else if (config_.print == "stdout")
        write_line(STDOUT_FILENO, text);
}

void FeedPlugin::append(const std::string &text) {
    if (!file_)
        return;
    GDateTime *const now = g_date_time_new_now_utc();
    const Handle<char> time(g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ"));
    g_date_time_unref(now);
    const auto trouble = file_->append(fmt::format("{} {}", time.get(), text));
    if (trouble && file_works_)
        host_.log(Level::error, "file: " + *trouble);
    file_works_ = !trouble;
}

} // namespace

CALLBOOTH_PLUGIN(FeedPlugin, "feed", "Shows values of any WebSocket service, and passes them on to pages");
