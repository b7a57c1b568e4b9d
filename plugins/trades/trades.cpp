// SPDX-License-Identifier: MIT
#include <chrono>
#include <random>
#include <unordered_map>

#include "market.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/seconds.hpp>

namespace {

using namespace callbooth;

/// A WebSocket service like that of an exchange, whose trades are made up: for trying `feed` where there is no network.
class Trades final : public Plugin {
public:
    using Requires = Services<HttpServer>;

    struct Config {
        std::string path = "/trades";
        std::string channel = "live_trades_btcusd";
        double interval = 0.5;
        double price = 67000;
        int64_t clients = 100;
    };
    static inline const Property<Config> properties[] = {
        {.name = "path", .field = &Config::path, .doc = "where clients connect", .form = TextForm::path},
        {"channel", &Config::channel, "the channel that they can subscribe to"},
        {"interval", &Config::interval, "seconds from one trade to the next", 0.01, 3600},
        {"price", &Config::price, "of the first trade; later ones stay near it", 0.01, 1e9},
        {"clients", &Config::clients, "connections at the same time; others are refused", 1, 10000},
    };

    Trades(Host &host, Config config)
        : host_(host), config_(std::move(config)), market_(config_.price, std::random_device()()) {}
    ~Trades() override {
        for (const auto &[socket, is_subscribed] : clients_) {
            socket->on_message = nullptr;
            socket->on_closed = nullptr;
        }
    }

    void start() override {
        server_ = &host_.require<HttpServer>();
        route_ = server_->websocket(config_.path, [this](const HttpRequest &, WebSocket &socket) { accept(socket); },
                                    {.max_message = 1024});
        trading_ = Source::every(
            from_seconds(config_.interval),
            [this] {
                trade();
                return true;
            },
            host_.context());
    }

private:
    void accept(WebSocket &socket) {
        if (clients_.size() >= static_cast<size_t>(config_.clients))
            return socket.close(WebSocket::try_again, "too many clients");
        clients_[&socket] = false;
        socket.on_message = [this, &socket](std::string_view text, auto) { subscribe(socket, std::string(text)); };
        socket.on_closed = [this, &socket] { clients_.erase(&socket); };
    }

    void subscribe(WebSocket &socket, const std::string &request) {
        const auto answer = trades::answer_to(request, config_.channel);
        if (!answer.empty())
            clients_[&socket] = socket.send(answer);
    }

    void trade() {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const auto time = std::chrono::duration_cast<std::chrono::seconds>(now).count();
        const auto frame = Frame::text(market_.next(config_.channel, time));
        server_->together([&] {
            for (const auto &[socket, is_subscribed] : clients_)
                if (is_subscribed)
                    socket->send(frame);
        });
    }

    Host &host_;
    const Config config_;
    trades::Market market_;
    HttpServer *server_ = nullptr;
    std::unordered_map<WebSocket *, bool> clients_; ///< whether each has subscribed
    Subscription route_;
    Source trading_;
};

} // namespace

CALLBOOTH_PLUGIN(Trades, "trades", "A service of made-up trades over a WebSocket, for trying feed without a network");
