// SPDX-License-Identifier: MIT
#include <callbooth/plugin.hpp>
#include <callbooth/services/socket_io.hpp>
#include <callbooth/services/socket_io_limit.hpp>
#include <callbooth/util/limiter.hpp>

namespace {

using namespace callbooth;

constexpr JsonLimits point_limits{.depth = 4, .size = 512, .members = 16};

/// `{x, y}` with nothing else in it; nullopt when the argument is not such a point.
std::optional<Json> point_of(const EventArguments &arguments, size_t index) {
    const auto json = arguments.json(index, point_limits);
    const auto x = json ? json->find<double>("x") : std::nullopt;
    const auto y = json ? json->find<double>("y") : std::nullopt;
    return x && y ? std::optional<Json>(Json::Object{{"x", *x}, {"y", *y}}) : std::nullopt;
}

/// One client moves something at another, whose id it has from a QR code: `update(targetId, {x, y})` arrives there as
/// `update({x, y})`.
class Remote final : public Plugin {
public:
    using Requires = Services<SocketIo>;

    struct Config {
        std::string name_space = "/remote";
        int64_t clients = 5000;
        double rate = 300;
    };
    static inline const Property<Config> properties[] = {
        {.name = "namespace",
         .field = &Config::name_space,
         .doc = "the namespace of Socket.IO that it serves; '/' for pages that name none",
         .unique = true},
        {"clients", &Config::clients, "clients in the namespace at the same time; others are refused", 2, 100000},
        {"rate", &Config::rate, "moves a second of one client; further ones are ignored", 1, 10000},
    };

    Remote(Host &host, Config config) : host_(host), config_(std::move(config)), rate_(config_.rate, config_.rate) {}

    void start() override {
        space_ = &host_.require<SocketIo>().open(config_.name_space);
        subscriptions_.push_back(limit_clients(*space_, config_.clients, "There are too many clients."));
        subscriptions_.push_back(space_->on("update", [this](auto &socket, auto &arguments, auto &acknowledge) {
            return pass_on(socket, arguments, acknowledge);
        }));
        subscriptions_.push_back(
            space_->disconnected.subscribe([this](auto &socket, auto &) { rate_.forget(socket.id()); }));
    }

private:
    /// With another number of arguments an `update` belongs to the plugin `cursors`.
    bool pass_on(SocketIoSocket &from, const EventArguments &arguments, const SocketIoNamespace::Ack &acknowledge) {
        if (arguments.size() != 2 || !rate_.take(from.id(), TokenBucket::Time::clock::now()))
            return false;
        const auto target = arguments.find<std::string>(0);
        const auto point = point_of(arguments, 1);
        if (!target || !point)
            return false;
        SocketIoSocket *const found = space_->find(*target);
        const bool sent = found != nullptr && found->emit("update", {*point});
        if (acknowledge)
            acknowledge({sent});
        return true;
    }

    Host &host_;
    const Config config_;
    Limiter rate_; ///< by socket
    SocketIoNamespace *space_ = nullptr;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(Remote, "remote", "Lets one client be the remote control of another one over Socket.IO");
