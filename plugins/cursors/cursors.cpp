// SPDX-License-Identifier: MIT
#include "board.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/socket_io.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/limiter.hpp>

namespace {

using namespace callbooth;
using std::chrono::milliseconds;
using Time = TokenBucket::Time;

constexpr milliseconds greeting_interval(50);

/// Everybody sees everybody's cursor: `update({x, y})` moves one's own, `update({id: {id, x, y}, ...})` shows all.
class Cursors final : public Plugin {
public:
    using Requires = Services<SocketIo>;

    struct Config {
        std::string name_space = "/cursors";
        int64_t clients = 1000;
        double interval = 0.1;
        double rate = 200;
        int64_t bandwidth = 100'000'000;
    };
    static inline const Property<Config> properties[] = {
        {"namespace", &Config::name_space, "the namespace of Socket.IO that it serves; '/' for pages that name none"},
        {"clients", &Config::clients, "clients in the namespace at the same time; others are refused", 1, 100000},
        {"interval", &Config::interval, "seconds from one update to the next, while something changes", 0.01, 60},
        {"rate", &Config::rate, "moves a second of one client; further ones are ignored", 1, 10000},
        {"bandwidth", &Config::bandwidth,
         "bytes a second of updates to all together: every client gets all cursors, so that large crowds get them less "
         "often",
         100000, 100e9},
    };

    Cursors(Host &host, Config config) : host_(host), config_(std::move(config)), rate_(config_.rate, config_.rate) {}

    void start() override {
        space_ = &host_.require<SocketIo>().open(config_.name_space);
        keep(space_->guard([this](auto &) { return full(); }));
        keep(space_->on("update", [this](auto &socket, auto &arguments, auto &) { return move(socket, arguments); }));
        keep(space_->connected.subscribe([this](auto &socket) { add(socket.id()); }));
        keep(space_->disconnected.subscribe([this](auto &socket, auto &) { remove(socket.id()); }));
    }

private:
    static Time now() { return Time::clock::now(); }
    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }

    std::optional<ConnectError> full() const {
        if (space_->size() < static_cast<size_t>(config_.clients))
            return {};
        return ConnectError{"There are too many cursors.", Json::Object{{"code", "full"}}};
    }

    void add(const std::string &id) {
        board_.put(id, {g_random_double(), g_random_double()});
        changed();
        newcomers_.push_back(id);
        if (!greeting_.active())
            greeting_ = Source::after(
                until(next_greeting_), [this] { greet(); }, host_.context());
    }

    void remove(const std::string &id) {
        board_.remove(id);
        rate_.forget(id);
        changed();
    }

    /// With another number of arguments an `update` belongs to the plugin `remote`.
    bool move(SocketIoSocket &socket, const EventArguments &arguments) {
        if (arguments.size() != 1 || !rate_.take(socket.id(), now()))
            return false;
        const auto point = cursors::read_point(arguments.text(0));
        if (point && board_.put(socket.id(), *point))
            changed();
        return point.has_value();
    }

    void changed() {
        changed_ = true;
        if (!timer_.active())
            timer_ = Source::soon([this] { tick(); }, host_.context());
    }

    /// Runs as long as something changes. Of many updates in a row those between the first and the last are not for
    /// clients that are behind. The last is known to be that one only afterwards, and so it is sent again.
    void tick() {
        if (!changed_ && !skipped_)
            return void(streaming_ = false);
        skipped_ = changed_ && streaming_;
        streaming_ = true;
        changed_ = false;
        const size_t bytes = update({.is_volatile = skipped_});
        if (!skipped_)
            newcomers_.clear();
        timer_ = Source::after(
            pause(bytes), [this] { tick(); }, host_.context());
    }

    void greet() {
        next_greeting_ = now() + greeting_interval;
        if (!newcomers_.empty())
            update({.rooms = std::exchange(newcomers_, {})});
    }

    size_t update(const SocketIoTarget &target) {
        EventArguments all;
        all.add_text(board_.text());
        space_->broadcast(target, "update", all);
        return all.text().size();
    }

    milliseconds pause(size_t bytes) const {
        const double all = static_cast<double>(bytes) * static_cast<double>(space_->size());
        const double seconds = std::max(config_.interval, all / static_cast<double>(config_.bandwidth));
        return milliseconds(static_cast<int64_t>(seconds * 1000));
    }
    static milliseconds until(Time time) {
        return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(time - now()));
    }

    Host &host_;
    const Config config_;
    cursors::Board board_;
    Limiter rate_; ///< by socket
    SocketIoNamespace *space_ = nullptr;
    bool changed_ = false;               ///< since the last tick
    bool streaming_ = false;             ///< there was a tick within the last interval
    bool skipped_ = false;               ///< its update was not for all
    std::vector<std::string> newcomers_; ///< who have not got any update
    Time next_greeting_{};
    Source timer_;
    Source greeting_;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(Cursors, "cursors", "Shows everybody's cursor to everybody over Socket.IO");
