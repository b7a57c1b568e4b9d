// SPDX-License-Identifier: MIT
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "positions.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/socket_io_client.hpp>
#include <callbooth/services/socket_io_retry.hpp>
#include <callbooth/services/status.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::cursors_client;

std::string key_of(const std::string &id) { return "cursors.at." + id; }

std::string text_of(Point point) { return fmt::format("{:.4f} {:.4f}", point.x, point.y); }

/// Shows the cursors of all others on the status board, and moves our own.
class CursorsClient final : public Plugin {
public:
    struct Config {
        std::string name_space = "/cursors";
        int64_t shown = 100;
    };
    static inline const Property<Config> properties[] = {
        {.name = "namespace",
         .field = &Config::name_space,
         .doc = "the namespace of Socket.IO that the cursors are in; '/' for servers of tutorials",
         .form = TextForm::io_namespace,
         .unique = true},
        {.name = "shown",
         .field = &Config::shown,
         .doc = "cursors of others on the status board, at the most",
         .min = 0,
         .max = 1000},
    };
    using Requires = Services<SocketIoClient, Commands, Status>;

    CursorsClient(Host &host, Config config)
        : host_(host), config_(std::move(config)), status_(host.require<Status>()) {
        keep(host_.require<Commands>().add({"cursor", "X Y",
                                            "Moves our cursor: 0 0 is the upper left corner, 1 1 the "
                                            "lower right one",
                                            [this](std::string_view text) { return move(text); }}));
    }

    void start() override {
        socket_ = host_.require<SocketIoClient>().open(config_.name_space);
        retry_.emplace(*socket_, [this](const std::string &why) {
            host_.log(Level::error, fmt::format("{} does not let us in: {}", config_.name_space, why));
        });
        keep(socket_->connected.subscribe(
            [this] { host_.log(Level::info, fmt::format("in {} as {}", config_.name_space, socket_->id())); }));
        keep(socket_->disconnected.subscribe([this](const std::string &reason) { disconnected(reason); }));
        keep(socket_->on("update", [this](const EventArguments &arguments, auto &) { update(arguments); }));
    }

    void stop() override {
        show({});
        retry_.reset();
        socket_.reset();
    }

private:
    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }

    std::string move(std::string_view text) {
        const auto point = read_point(text);
        if (!point)
            throw Error("a place is two numbers from 0 to 1: cursor 0.5 0.5");
        if (!socket_ || !socket_->emit("update", {Json::Object{{"x", point->x}, {"y", point->y}}}))
            throw Error("the server is not connected");
        return {};
    }

    void disconnected(const std::string &reason) {
        show({});
        host_.log(Level::warning, fmt::format("not in {} any more: {}", config_.name_space, reason));
    }

    /// The plugin `remote` may send events of the same name, and of another shape.
    void update(const EventArguments &arguments) {
        if (auto positions = read_positions(arguments))
            show(std::move(*positions));
    }

    void show(Positions positions) {
        status_.set("cursors.count", std::to_string(positions.size()));
        const auto own = socket_ ? positions.extract(socket_->id()) : Positions::node_type();
        if (own.empty())
            status_.erase("cursors.own");
        else
            status_.set("cursors.own", text_of(own.mapped()));
        while (positions.size() > static_cast<size_t>(config_.shown))
            positions.erase(std::prev(positions.end()));
        for (const auto &[id, point] : shown_)
            if (!positions.contains(id))
                status_.erase(key_of(id));
        for (const auto &[id, point] : positions)
            status_.set(key_of(id), text_of(point));
        shown_ = std::move(positions);
    }

    Host &host_;
    const Config config_;
    Status &status_;
    Positions shown_;
    std::vector<Subscription> subscriptions_;
    std::unique_ptr<SocketIoClientSocket> socket_;
    std::optional<SocketIoRetry> retry_;
};

} // namespace

CALLBOOTH_PLUGIN(CursorsClient, "cursors-client", "Puts the cursors of a crowd over Socket.IO on the status board");
