// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "client_socket.hpp"
#include "endpoint.hpp"
#include "manager.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/socket_io_client.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/seconds.hpp>
#include <callbooth/util/trust.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::socketio_client;
using std::chrono::milliseconds;

// Below the level of Engine.IO, whose heartbeat is usually quicker: it bounds what waits for a server.
constexpr std::chrono::minutes silence{1};

class SocketIoClientPlugin final : public Plugin, public SocketIoClient {
public:
    struct Config {
        std::string url;
        std::string path = "/socket.io/";
        double connect_timeout = 20;
        double reconnect_min = 0.5;
        double reconnect_max = 30;
        int64_t max_message = int64_t{1} << 20;
        bool verify_tls = true;
        std::string ca_file;
    };
    static inline const Property<Config> properties[] = {
        {.name = "url",
         .field = &Config::url,
         .doc = "address of the Socket.IO server, https://chat.example; http, https, ws and wss are possible, and a "
                "query goes along with the handshake",
         .required = true,
         .own = {"socketio"}},
        {.name = "path",
         .field = &Config::path,
         .doc = "path of Socket.IO at the server, where url has none",
         .form = TextForm::path},
        {.name = "connect-timeout",
         .field = &Config::connect_timeout,
         .doc = "seconds to wait for a connection and for the server's handshake",
         .min = 1,
         .max = 300},
        {.name = "reconnect-min",
         .field = &Config::reconnect_min,
         .doc = "seconds before the first attempt to connect again; doubles with each failure",
         .min = 0.01,
         .max = 3600},
        {.name = "reconnect-max",
         .field = &Config::reconnect_max,
         .doc = "seconds between two attempts to connect, at the most",
         .min = 0.01,
         .max = 3600},
        {.name = "max-message",
         .field = &Config::max_message,
         .doc = "bytes of the longest message that is taken from the server, and of the longest attachment",
         .min = 1024,
         .max = 16 << 20},
        {.name = "verify-tls",
         .field = &Config::verify_tls,
         .doc = "refuse a https:// server whose certificate is not trusted; false is for development only"},
        {.name = "ca-file",
         .field = &Config::ca_file,
         .doc =
             "a PEM file: trust only the certificates in it, whatever name they are for, and those they have signed; "
             "empty: the system's"},
    };
    using Provides = Services<SocketIoClient>;
    using Requires = Services<Status>;

    static void check_config(const Config &config, ConfigCheck &check) {
        check.attempt("url", [&] { const Endpoint endpoint(config.url, "/"); });
        check_ca_file(check, config.ca_file);
    }

    SocketIoClientPlugin(Host &host, const Config &config)
        : host_(host), status_(host.require<Status>()), endpoint_(config.url, config.path),
          manager_(std::make_shared<Manager>(options(config))) {
        auto &engine = manager_->engine();
        subscriptions_.push_back(engine.connecting.subscribe([this] { status_.set("socketio.state", "connecting"); }));
        subscriptions_.push_back(engine.delayed.subscribe([this](const std::string &what) {
            host_.log(Level::warning, fmt::format("connecting to {}: {}", endpoint_.origin(), what));
        }));
        subscriptions_.push_back(engine.opened.subscribe([this] { on_opened(); }));
        subscriptions_.push_back(engine.lost.subscribe([this](const Engine::Loss &loss) { on_lost(loss); }));
        host_.provide<SocketIoClient>(*this);
    }

    void stop() override {
        manager_->stop();
        status_.set("socketio.state", "lost");
    }

    std::unique_ptr<SocketIoClientSocket> open(const std::string &name, const Json &auth) override {
        return std::make_unique<ClientSocket>(manager_, name, auth);
    }
    std::string origin() const override { return endpoint_.origin(); }

private:
    WebSocketClient::Options options(const Config &config) const {
        return {.url = endpoint_.websocket(),
                .max_message = static_cast<size_t>(config.max_message),
                .connect_timeout = from_seconds(config.connect_timeout),
                .silence = silence,
                .first_retry = from_seconds(config.reconnect_min),
                .longest_retry = from_seconds(std::max(config.reconnect_min, config.reconnect_max)),
                .verify_tls = config.verify_tls,
                .ca_file = config.ca_file.empty() ? "" : host_.resolve_path(config.ca_file)};
    }

    void on_opened() {
        status_.set("socketio.state", "ready");
        host_.log(Level::info, fmt::format("connected to {}", endpoint_.origin()));
    }
    void on_lost(const Engine::Loss &loss) {
        status_.set("socketio.state", "lost");
        const bool is_elsewhere = !loss.was_open && (loss.why.starts_with("the server answered 404") ||
                                                     loss.why.starts_with("the server answered 400"));
        const std::string hint = is_elsewhere ? "is the property 'path' right?" : loss.hint;
        host_.log(Level::warning,
                  fmt::format("no connection to {}{}: {}{}; next attempt in {:.1f} s", endpoint_.origin(),
                              endpoint_.path(), loss.why, hint.empty() ? "" : fmt::format(" ({})", hint),
                              static_cast<double>(loss.retry.count()) / 1000));
    }

    Host &host_;
    Status &status_;
    const Endpoint endpoint_;
    /// Shared with the sockets, which may be destroyed after this.
    const std::shared_ptr<Manager> manager_;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(SocketIoClientPlugin, "socketio-client", "A connection to a Socket.IO server, over a WebSocket");
