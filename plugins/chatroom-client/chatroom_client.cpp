// SPDX-License-Identifier: MIT
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/plugin.hpp>
#include <callbooth/services/chat.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/socket_io_client.hpp>
#include <callbooth/services/socket_io_retry.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/text.hpp>
#include <callbooth/util/token_bucket.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;

constexpr size_t max_name = 64; // characters; servers take less
/// Somebody with our name may leave; after a short loss that is the server's memory of ourselves.
constexpr std::chrono::seconds name_retry{10};

/// `name(name)` is answered by the same or by `nameError(reason)`; `message(text)` becomes `message({id, name}, text)`
/// to all in the room.
class ChatroomClient final : public Plugin, public Chat {
public:
    struct Config {
        std::string name_space = "/chatroom";
        std::string name;
        int64_t max_length = 2000;
    };
    static inline const Property<Config> properties[] = {
        {.name = "namespace",
         .field = &Config::name_space,
         .doc = "the namespace of Socket.IO that the room is in; '/' for servers of tutorials",
         .form = TextForm::io_namespace,
         .unique = true},
        {.name = "name",
         .field = &Config::name,
         .doc = "our name in the room; empty: none until it is chosen with the command 'name'"},
        {.name = "max-length",
         .field = &Config::max_length,
         .doc = "characters of a message; longer ones that come are cut, ours are refused",
         .min = 1,
         .max = 100000},
    };
    using Provides = Services<Chat>;
    using Requires = Services<SocketIoClient, Commands, Status>;

    ChatroomClient(Host &host, Config config)
        : host_(host), config_(std::move(config)), wanted_(one_line(config_.name, max_name)),
          status_(host.require<Status>()) {
        auto &commands = host_.require<Commands>();
        keep(commands.add({"name", "NAME", "Chooses our name in the chat room",
                           [this](std::string_view name) { return choose(name); }}));
        keep(commands.add({"say", "TEXT", "Sends a message to the chat room", [this](std::string_view text) {
                               say(text);
                               return std::string();
                           }}));
        host_.provide<Chat>(*this);
    }

    void start() override {
        socket_ = host_.require<SocketIoClient>().open(config_.name_space);
        retry_.emplace(*socket_, [this](const std::string &why) {
            host_.log(Level::error, fmt::format("{} does not let us in: {}", config_.name_space, why));
        });
        keep(socket_->connected.subscribe([this] { connected(); }));
        keep(socket_->disconnected.subscribe([this](const std::string &reason) { disconnected(reason); }));
        keep(socket_->on("name", [this](const EventArguments &arguments, auto &) { accepted(arguments); }));
        keep(socket_->on("nameError", [this](const EventArguments &arguments, auto &) { refused(arguments); }));
        keep(socket_->on("message", [this](const EventArguments &arguments, auto &) { received_from(arguments); }));
        status_.set("chatroom.state", "connecting");
    }

    void stop() override {
        name_again_.cancel();
        retry_.reset();
        socket_.reset();
        status_.set("chatroom.state", "lost");
    }

    void say(std::string_view text) override;

private:
    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }
    bool is_connected() const { return socket_ && socket_->is_connected(); }

    std::string choose(std::string_view name) {
        wanted_ = one_line(name, max_name);
        if (wanted_.find_first_not_of(' ') == std::string::npos)
            throw Error("which name? Write: name NAME");
        ask_for_name();
        return is_connected() ? "" : "the name is asked for as soon as the server is there";
    }

    void ask_for_name() {
        name_again_.cancel();
        if (is_connected() && !wanted_.empty())
            is_asked_ = socket_->emit("name", {wanted_});
    }

    void connected() {
        status_.set("chatroom.state", "ready");
        ask_for_name();
    }
    void disconnected(const std::string &reason) {
        set_name({});
        name_again_.cancel();
        status_.set("chatroom.state", "lost");
        host_.log(Level::warning, fmt::format("not in {} any more: {}", config_.name_space, reason));
    }

    void accepted(const EventArguments &arguments) {
        const auto name = one_line(arguments.find<std::string>(0).value_or(""), max_name);
        if (name.empty() || name == name_)
            return;
        set_name(name);
        is_asked_ = false;
        if (name_log_.take(TokenBucket::Time::clock::now()))
            host_.log(Level::info, fmt::format("in the chat room as {}", name));
    }
    void refused(const EventArguments &arguments) {
        const auto why = one_line(arguments.find<std::string>(0).value_or(""), 200);
        if (std::exchange(is_asked_, false))
            host_.log(Level::warning,
                      fmt::format("the name {} is refused: {}; 'name NAME' chooses another", wanted_, why));
        if (name_.empty() && !name_again_.active())
            name_again_ = Source::after(name_retry, [this] { ask_for_name(); });
    }
    void set_name(const std::string &name) {
        name_ = name;
        if (name.empty())
            status_.erase("chatroom.name");
        else
            status_.set("chatroom.name", name);
    }

    void received_from(const EventArguments &arguments);

    Host &host_;
    const Config config_;
    std::string wanted_; ///< the name that we ask for
    std::string name_;   ///< that we have; empty for none
    Status &status_;
    bool is_asked_ = false;       ///< the answer to a name is due
    TokenBucket name_log_{1, 10}; ///< the server may change our name as often as it likes
    Source name_again_;
    std::vector<Subscription> subscriptions_;
    std::unique_ptr<SocketIoClientSocket> socket_;
    std::optional<SocketIoRetry> retry_;
};

void ChatroomClient::say(std::string_view text) {
    const auto length = static_cast<size_t>(config_.max_length);
    const auto line = one_line(text, length + 1);
    if (line.find_first_not_of(' ') == std::string::npos)
        throw Error("there is nothing to say");
    if (one_line(line, length) != line)
        throw Error(fmt::format("the text is too long; {} characters are possible", length));
    if (is_connected() && name_.empty())
        throw Error("the chat room wants a name first: name NAME");
    if (!socket_ || !socket_->emit("message", {line}))
        throw Error("the chat room is not connected");
}

/// Our own messages come back, too: then they are in the room.
void ChatroomClient::received_from(const EventArguments &arguments) {
    const auto sender = arguments.json(0, {.depth = 4});
    const auto name = sender ? sender->find<std::string>("name") : std::nullopt;
    const auto text = arguments.find<std::string>(1);
    const auto line = one_line(text.value_or(""), static_cast<size_t>(config_.max_length));
    if (!name || line.empty())
        return host_.log(Level::debug, "ignored a message of another shape");
    if (sender->find<std::string>("id") == socket_->id())
        said.emit(line);
    else
        received.emit(one_line(*name, max_name), line);
}

} // namespace

CALLBOOTH_PLUGIN(ChatroomClient, "chatroom-client", "A chat room with nicknames over Socket.IO, for the terminal");
