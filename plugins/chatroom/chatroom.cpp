// SPDX-License-Identifier: MIT
#include <algorithm>

#include "names.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/socket_io.hpp>
#include <callbooth/services/socket_io_limit.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/with_member.hpp>

namespace {

using namespace callbooth;
using chatroom::Names;

constexpr double burst = 10; // of names, and of messages
constexpr double names_per_second = 1;

const char *reason_of(Names::Refusal refusal) {
    switch (refusal) {
    case Names::Refusal::invisible: return "A name needs a visible character.";
    case Names::Refusal::too_long: return "A name has at most 32 characters.";
    case Names::Refusal::taken: return "The name is taken.";
    }
    return "";
}

/// One room for all: `name(name)` is answered by the same or by `nameError(reason)`; `message(text)` of somebody with a
/// name becomes `message({id, name}, text)` to all.
class Chatroom final : public Plugin {
public:
    using Requires = Services<SocketIo>;

    struct Config {
        std::string name_space = "/chatroom";
        int64_t clients = 1000;
        int64_t max_length = 2000;
        double rate = 2;
    };
    static inline const Property<Config> properties[] = {
        {.name = "namespace",
         .field = &Config::name_space,
         .doc = "the namespace of Socket.IO that it serves; '/' for pages that name none",
         .form = TextForm::io_namespace,
         .unique = true},
        {"clients", &Config::clients, "clients in the namespace at the same time; others are refused", 1, 100000},
        {"max-length", &Config::max_length, "characters of a message; longer ones are ignored", 1, 100000},
        {"rate", &Config::rate,
         "messages a second of one client, in the long run, ten at once; all of one network have ten times as many",
         0.01, 1000},
    };

    Chatroom(Host &host, Config config)
        : host_(host), config_(std::move(config)), name_rate_(names_per_second, burst), rate_(config_.rate, burst) {}

    void start() override {
        space_ = &host_.require<SocketIo>().open(config_.name_space);
        keep(limit_clients(*space_, config_.clients, "The chat room is full."));
        keep(space_->on("name", [this](auto &socket, auto &arguments, auto &) { return name(socket, arguments); }));
        keep(space_->on("message", [this](auto &socket, auto &arguments, auto &acknowledge) {
            const bool said = say(socket, arguments);
            if (acknowledge)
                acknowledge({said});
            return said;
        }));
        keep(space_->connected.subscribe([this](auto &socket) { come_back(socket); }));
        keep(space_->disconnected.subscribe([this](auto &socket, auto &) { leave(socket); }));
    }

private:
    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }

    bool name(SocketIoSocket &socket, const EventArguments &arguments) {
        const auto name = arguments.find<std::string>(0);
        if (!name_rate_.take(socket.id(), socket.address(), TokenBucket::Time::clock::now()))
            return false;
        claim(socket, name.value_or(""));
        return name.has_value();
    }

    void claim(SocketIoSocket &socket, std::string_view name) {
        if (const auto refusal = names_.claim(socket.id(), name))
            socket.emit("nameError", {reason_of(*refusal)});
        else
            socket.emit("name", {*names_.find(socket.id())});
    }

    bool say(SocketIoSocket &socket, const EventArguments &arguments) {
        const std::string *const name = names_.find(socket.id());
        const auto text = arguments.find<std::string>(0);
        if (name == nullptr || !text || !fits(*text) ||
            !rate_.take(socket.id(), socket.address(), TokenBucket::Time::clock::now()))
            return false;
        space_->emit("message", {Json::Object{{"id", socket.id()}, {"name", *name}}, *text});
        return true;
    }

    bool fits(const std::string &text) const {
        // Every character has one byte that continues no other.
        const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
        return characters > 0 && characters <= config_.max_length;
    }

    void leave(SocketIoSocket &socket) {
        if (const std::string *const name = names_.find(socket.id()))
            socket.data() = with_member(socket.data(), host_.name(), *name);
        names_.release(socket.id());
        const auto now = TokenBucket::Time::clock::now();
        name_rate_.forget(socket.id(), now);
        rate_.forget(socket.id(), now);
    }

    /// Somebody else may have taken the name meanwhile.
    void come_back(SocketIoSocket &socket) {
        const auto name = socket.data().member(host_.name());
        if (socket.recovered() && name)
            claim(socket, name->get<std::string>());
    }

    Host &host_;
    const Config config_;
    Names names_;
    ClientLimiter name_rate_;
    ClientLimiter rate_;
    SocketIoNamespace *space_ = nullptr;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(Chatroom, "chatroom", "A chat room with nicknames over Socket.IO");
