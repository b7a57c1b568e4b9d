// SPDX-License-Identifier: MIT
#include "switchboard.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/socket_io.hpp>
#include <callbooth/services/socket_io_limit.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/network_key.hpp>

namespace {

using namespace callbooth;
using remote::Switchboard;

constexpr size_t longest_secret = 64;       // bytes
constexpr size_t longest_request = 4096;    // of a phone
constexpr size_t longest_answer = 64 << 10; // of a booth
constexpr JsonLimits point_limits{.depth = 4, .size = 512, .members = 16};

/// `{x, y}` with nothing else in it; nullopt when the argument is not such a point.
std::optional<Json> point_of(const EventArguments &arguments, size_t index) {
    const auto json = arguments.json(index, point_limits);
    const auto x = json ? json->find<double>("x") : std::nullopt;
    const auto y = json ? json->find<double>("y") : std::nullopt;
    return x && y ? std::optional<Json>(Json::Object{{"x", *x}, {"y", *y}}) : std::nullopt;
}

/// One client moves something at another, whose id it has from a QR code: `update(targetId, {x, y})` arrives there as
/// `update({x, y})`. Or it controls a booth, whose address it has from there: texts go both ways.
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
         .form = TextForm::io_namespace,
         .unique = true},
        {"clients", &Config::clients, "clients in the namespace at the same time; others are refused", 2, 100000},
        {"rate", &Config::rate, "moves and messages a second of one client; further ones are ignored", 1, 10000},
    };

    Remote(Host &host, Config config) : host_(host), config_(std::move(config)), rate_(config_.rate, config_.rate) {}

    void start() override {
        space_ = &host_.require<SocketIo>().open(config_.name_space);
        subscriptions_.push_back(limit_clients(*space_, config_.clients, "There are too many clients."));
        subscriptions_.push_back(space_->on("update", [this](auto &socket, auto &arguments, auto &acknowledge) {
            return pass_on(socket, arguments, acknowledge);
        }));
        add("attend", &Remote::attend);
        add("toBooth", &Remote::to_booth);
        add("toPhone", &Remote::to_phone);
        add("hangUp", &Remote::hang_up);
        subscriptions_.push_back(space_->disconnected.subscribe([this](auto &socket, auto &) { gone(socket); }));
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

    using Handler = bool (Remote::*)(SocketIoSocket &, const EventArguments &, const SocketIoNamespace::Ack &);
    void add(const char *event, Handler handler) {
        subscriptions_.push_back(space_->on(event, [this, handler](auto &socket, auto &arguments, auto &acknowledge) {
            return rate_.take(socket.id(), TokenBucket::Time::clock::now()) &&
                   (this->*handler)(socket, arguments, acknowledge);
        }));
    }
    /// `attend(secret)` of a booth; `attend(null)` ends it.
    bool attend(SocketIoSocket &booth, const EventArguments &arguments, const SocketIoNamespace::Ack &acknowledge) {
        const auto secret = text_of(arguments, 0, longest_secret);
        if (!secret && arguments.json(0, {.depth = 1, .size = longest_secret}) != Json())
            return false;
        if (secret)
            switchboard_.attend(booth.id(), *secret);
        else
            leave(booth);
        if (acknowledge)
            acknowledge({true});
        return true;
    }
    /// `toBooth(address, text)` arrives as `fromPhone(phone, network, text)`.
    bool to_booth(SocketIoSocket &phone, const EventArguments &arguments, const SocketIoNamespace::Ack &acknowledge) {
        const auto address = text_of(arguments, 0, longest_secret);
        const auto text = text_of(arguments, 1, longest_request);
        if (!address || !text)
            return false;
        const auto id = switchboard_.booth_for(phone.id(), *address);
        SocketIoSocket *const booth = id ? space_->find(*id) : nullptr;
        const bool sent = booth && booth->emit("fromPhone", {phone.id(), network_key(phone.address()), *text});
        if (acknowledge)
            acknowledge({sent});
        return true;
    }
    /// `toPhone(phone, text)` arrives as `fromBooth(text)` at a phone that talks to the booth.
    bool to_phone(SocketIoSocket &booth, const EventArguments &arguments, const SocketIoNamespace::Ack &) {
        const auto text = text_of(arguments, 1, longest_answer);
        SocketIoSocket *const phone = phone_of(booth, arguments);
        return text && phone && phone->emit("fromBooth", {*text});
    }
    /// `hangUp(phone)` arrives as `boothLeft()`.
    bool hang_up(SocketIoSocket &booth, const EventArguments &arguments, const SocketIoNamespace::Ack &) {
        SocketIoSocket *const phone = phone_of(booth, arguments);
        if (phone) {
            switchboard_.hang_up(phone->id());
            phone->emit("boothLeft", {});
        }
        return phone != nullptr;
    }

    static std::optional<std::string> text_of(const EventArguments &arguments, size_t index, size_t most) {
        auto text = arguments.find<std::string>(index);
        return text && text->size() <= most ? text : std::nullopt;
    }
    SocketIoSocket *phone_of(SocketIoSocket &booth, const EventArguments &arguments) {
        const auto id = text_of(arguments, 0, longest_secret);
        return id && switchboard_.talks(booth.id(), *id) ? space_->find(*id) : nullptr;
    }
    void leave(const SocketIoSocket &booth) {
        for (const auto &id : switchboard_.leave(booth.id()))
            if (SocketIoSocket *const phone = space_->find(id))
                phone->emit("boothLeft", {});
    }
    void gone(const SocketIoSocket &socket) {
        leave(socket);
        if (SocketIoSocket *const booth = space_->find(switchboard_.hang_up(socket.id())))
            booth->emit("phoneLeft", {socket.id()});
        rate_.forget(socket.id());
    }

    Host &host_;
    const Config config_;
    Switchboard switchboard_;
    Limiter rate_; ///< by socket
    SocketIoNamespace *space_ = nullptr;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(Remote, "remote", "Lets one client be the remote control of another one over Socket.IO");
