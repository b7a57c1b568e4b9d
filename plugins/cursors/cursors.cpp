// SPDX-License-Identifier: MIT
#include "board.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/socket_io.hpp>
#include <callbooth/services/socket_io_limit.hpp>
#include <callbooth/util/announcer.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/seconds.hpp>

namespace {

using namespace callbooth;
using std::chrono::milliseconds;

/// Everybody sees everybody's cursor: `update({x, y})` moves one's own, `update({id: {id, x, y}, ...})` shows all.
class Cursors final : public Plugin {
public:
    using Requires = Services<SocketIo>;

    struct Config {
        std::string name_space = "/cursors";
        int64_t clients = 1000;
        double interval = 0.1;
        double rate = 300;
        int64_t bandwidth = 100'000'000;
    };
    static inline const Property<Config> properties[] = {
        {.name = "namespace",
         .field = &Config::name_space,
         .doc = "the namespace of Socket.IO that it serves; '/' for pages that name none",
         .form = TextForm::io_namespace,
         .unique = true},
        {"clients", &Config::clients, "clients in the namespace at the same time; others are refused", 1, 100000},
        {"interval", &Config::interval, "seconds from one update to the next, while something changes", 0.01, 60},
        {"rate", &Config::rate, "moves a second of one client; further ones are ignored", 1, 10000},
        {"bandwidth", &Config::bandwidth,
         "bytes a second of updates to all together: every client gets all cursors, so that large crowds get them less "
         "often",
         100000, 100e9},
    };

    Cursors(Host &host, Config config)
        : host_(host), config_(std::move(config)), rate_(config_.rate, config_.rate),
          announcer_(
              {from_seconds(config_.interval), static_cast<double>(config_.bandwidth), true},
              [this](auto &only, bool skip_slow) { return update(only, skip_slow); }, host.context()) {}

    void start() override {
        space_ = &host_.require<SocketIo>().open(config_.name_space);
        keep(limit_clients(*space_, config_.clients, "There are too many cursors."));
        keep(space_->on("update", [this](auto &socket, auto &arguments, auto &) { return move(socket, arguments); }));
        keep(space_->connected.subscribe([this](auto &socket) { add(socket.id()); }));
        keep(space_->disconnected.subscribe([this](auto &socket, auto &) { remove(socket.id()); }));
    }

private:
    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }

    void add(const std::string &id) {
        board_.put(id, {g_random_double(), g_random_double()});
        announcer_.add(id);
    }

    void remove(const std::string &id) {
        board_.remove(id);
        rate_.forget(id);
        announcer_.change();
    }

    /// With another number of arguments an `update` belongs to the plugin `remote`.
    bool move(SocketIoSocket &socket, const EventArguments &arguments) {
        if (arguments.size() != 1 || !rate_.take(socket.id(), TokenBucket::Time::clock::now()))
            return false;
        const auto point = cursors::read_point(arguments.text(0));
        if (point && board_.put(socket.id(), *point))
            announcer_.change();
        return point.has_value();
    }

    double update(const std::vector<std::string> &only, bool skip_slow) {
        EventArguments all;
        all.add_text(board_.text());
        space_->broadcast({.rooms = only, .is_volatile = skip_slow}, "update", all);
        return static_cast<double>(all.text().size()) * static_cast<double>(space_->size());
    }

    Host &host_;
    const Config config_;
    cursors::Board board_;
    Limiter rate_; ///< by socket
    SocketIoNamespace *space_ = nullptr;
    Announcer announcer_;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(Cursors, "cursors", "Shows everybody's cursor to everybody over Socket.IO");
