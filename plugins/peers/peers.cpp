// SPDX-License-Identifier: MIT
#include "shapes.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/socket_io.hpp>
#include <callbooth/services/socket_io_limit.hpp>
#include <callbooth/util/announcer.hpp>
#include <callbooth/util/limiter.hpp>

namespace {

using namespace callbooth;

constexpr double burst_seconds = 5;
constexpr std::chrono::milliseconds list_interval(50);

/// Everybody sees who is there, `clients({id: {id}, ...})`, and calls anybody: `peerOffer`, `peerAnswer` and `peerIce`
/// with (peerId, value) of pages with RTCPeerConnection, and `signal` of those with simple-peer, arrive at that peer as
/// (peerId, value, fromId).
class PeerRelay final : public Plugin {
public:
    using Requires = Services<SocketIo>;

    struct Config {
        std::string name_space = "/peers";
        int64_t clients = 1000;
        double rate = 100;
        int64_t bandwidth = 100'000'000;
    };
    static inline const Property<Config> properties[] = {
        {.name = "namespace",
         .field = &Config::name_space,
         .doc = "the namespace of Socket.IO that it serves; '/' for pages that name none",
         .form = TextForm::io_namespace,
         .unique = true},
        {"clients", &Config::clients, "clients in the namespace at the same time; others are refused", 2, 100000},
        {"rate", &Config::rate,
         "descriptions and candidates a second of one client, in the long run, five times as many at once; all of one "
         "network have ten times as many",
         1, 10000},
        {"bandwidth", &Config::bandwidth,
         "bytes a second of lists to all together: every client gets the whole list, so that large crowds get it less "
         "often",
         100000, 100e9},
    };

    PeerRelay(Host &host, Config config)
        : host_(host), config_(std::move(config)), rate_(config_.rate, burst_seconds * config_.rate),
          announcer_(
              {list_interval, static_cast<double>(config_.bandwidth)}, [this](auto &only, bool) { return list(only); },
              host.context()) {}

    void start() override {
        space_ = &host_.require<SocketIo>().open(config_.name_space);
        keep(limit_clients(*space_, config_.clients, "There are too many clients."));
        relay("peerOffer", peers::is_description);
        relay("peerAnswer", peers::is_description);
        relay("peerIce", peers::is_candidate);
        relay("signal", peers::is_signal);
        keep(space_->connected.subscribe([this](auto &socket) { announcer_.add(socket.id()); }));
        keep(space_->disconnected.subscribe([this](auto &socket, auto &) {
            rate_.forget(socket.id(), TokenBucket::Time::clock::now());
            announcer_.change();
        }));
    }

private:
    using Shape = bool (*)(std::string_view json);

    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }

    void relay(const char *event, Shape has_shape) {
        keep(space_->on(event, [this, event, has_shape](auto &socket, auto &arguments, auto &acknowledge) {
            if (!may_pass(socket, arguments, has_shape))
                return false;
            const bool sent = pass_on(event, socket, arguments);
            if (acknowledge)
                acknowledge({sent});
            return true;
        }));
    }

    bool may_pass(SocketIoSocket &from, const EventArguments &arguments, Shape has_shape) {
        return arguments.size() == 2 && arguments.attachments().empty() &&
               rate_.take(from.id(), from.address(), TokenBucket::Time::clock::now()) &&
               arguments.find<std::string>(0) && has_shape(arguments.text(1));
    }

    bool pass_on(const char *event, SocketIoSocket &from, const EventArguments &arguments) {
        SocketIoSocket *const target = space_->find(*arguments.find<std::string>(0));
        EventArguments passed = arguments;
        return target != nullptr && target->emit(event, passed.add(from.id()));
    }

    double list(const std::vector<std::string> &only) {
        std::string clients;
        for (const SocketIoSocket *socket : space_->sockets()) // their ids need no escapes
            clients += (clients.empty() ? "\"" : ",\"") + socket->id() + R"(":{"id":")" + socket->id() + "\"}";
        EventArguments all;
        all.add_text("{" + clients + "}");
        space_->broadcast({.rooms = only}, "clients", all);
        return static_cast<double>(all.text().size()) * static_cast<double>(space_->size());
    }

    Host &host_;
    const Config config_;
    ClientLimiter rate_;
    SocketIoNamespace *space_ = nullptr;
    Announcer announcer_;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(PeerRelay, "peers",
                 "Lists who is connected over Socket.IO, and passes on what WebRTC and simple-peer need");
