// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "booth_requests.hpp"
#include "channels.hpp"
#include "files.hpp"
#include "listener.hpp"
#include "requests.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/control_path.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::control;

/// Events for all who listen; those of channels and files go to their clients alone.
constexpr std::array event_names = {
    "call-added",   "call-connected", "call-ended",     "caller-gone",    "caller-waits", "chat",   "chat-sent",
    "device-added", "device-changed", "device-refused", "device-removed", "mute",         "status",
};

class Control final : public Plugin {
public:
    struct Config {
        std::string path;
        int64_t max_clients = 16;
        int64_t max_queue = 4096;
        int64_t requests_per_second = 500;
        int64_t max_file = 1024;
    };
    static inline const Property<Config> properties[] = {
        {.name = "path",
         .field = &Config::path,
         .doc = "where the socket is made; empty: callbooth/control in $XDG_RUNTIME_DIR, or in /run without that"},
        {.name = "max-clients",
         .field = &Config::max_clients,
         .doc = "programs that are connected at the same time",
         .min = 1,
         .max = 1000},
        {.name = "max-queue",
         .field = &Config::max_queue,
         .doc = "KiB that may wait for a program to read them; one that reads more slowly is dropped",
         .min = 64,
         .max = 1048576},
        {.name = "requests-per-second",
         .field = &Config::requests_per_second,
         .doc = "of one program, in the long run; more are refused",
         .min = 1,
         .max = 100000},
        {.name = "max-file",
         .field = &Config::max_file,
         .doc = "MiB of a file that is received; larger ones are refused",
         .min = 0,
         .max = 1048576},
    };
    using Requires = Services<Commands, Status>;

    Control(Host &host, Config config);
    void start() override;
    void stop() override;

private:
    void add_requests();
    void add_services();
    void add(Fd &socket);
    void remove(const Client &client);
    void tell(const char *event, const Json::Object &members);
    Json listen(const Json &arguments, const Asker &asker);
    Json status(const Json &arguments) const;
    void keep(Subscriptions subscriptions);

    Host &host_;
    const Config config_;
    Status &status_;
    Requests requests_;
    std::unique_ptr<Channels> channels_;
    std::unique_ptr<Files> files_;
    Listener listener_;
    std::vector<std::shared_ptr<Client>> clients_;
    Subscriptions subscriptions_;
};

Control::Control(Host &host, Config config)
    : host_(host), config_(std::move(config)), status_(host.require<Status>()), requests_(host.require<Commands>()),
      listener_(config_.path.empty() ? default_control_path() : host.resolve_path(config_.path), "control") {
    // the claims of channels come in the order of the file
    channels_ = std::make_unique<Channels>(requests_, host.find<Booth>());
    files_ = std::make_unique<Files>(requests_, *channels_, host.find<Booth>(), config_.max_file * 1024 * 1024,
                                     host.context());
}

void Control::start() {
    add_requests();
    add_services();
    subscriptions_.push_back(listener_.accepted.subscribe([this](Fd &socket) { add(socket); }));
    subscriptions_.push_back(listener_.refused.subscribe(
        [this](const std::string &why) { host_.log(Level::warning, fmt::format("a program is refused: {}", why)); }));
    listener_.start(host_.context());
    host_.log(Level::info, fmt::format("listening at {}", listener_.address()));
}

void Control::stop() {
    subscriptions_.clear();
    for (const auto &client : std::exchange(clients_, {})) {
        client->event("dropped", {{"why", "the program ends"}});
        client->close();
    }
    files_.reset();
    channels_.reset();
}

void Control::add_requests() {
    requests_.add({"list", "Lists all requests, commands and events"}, true,
                  [this](const Json &, const Asker &) -> Json {
                      Json::Object all{{"events", std::vector<std::string>(event_names.begin(), event_names.end())}};
                      for (const auto &[name, value] : requests_.list().members())
                          all.set(name, value);
                      return all;
                  });
    requests_.add({"status", "Shows the status board", {{"prefix"}}}, true,
                  [this](const Json &arguments, const Asker &) { return status(arguments); });
    requests_.add({"events",
                   "Sends these events from now on; without a name all but 'status'",
                   {{"names", Type::texts}},
                   "",
                   true},
                  true, [this](const Json &arguments, const Asker &asker) { return listen(arguments, asker); });
}

void Control::add_services() {
    const Tell to_all = [this](const char *event, const Json::Object &members) { tell(event, members); };
    keep(add_calls(requests_, host_.find<Booth>(), to_all));
    keep(add_chat(requests_, host_.find<callbooth::Chat>(), to_all));
    keep(add_devices(requests_, host_.find<Devices>(), to_all));
    keep(add_mute(requests_, host_.find<Mute>(), to_all));
    subscriptions_.push_back(status_.changed.subscribe([this](std::string_view key, std::string_view value) {
        tell("status", {{"key", key}, {"value", value}});
    }));
}

void Control::keep(Subscriptions subscriptions) {
    std::move(subscriptions.begin(), subscriptions.end(), std::back_inserter(subscriptions_));
}

void Control::add(Fd &socket) {
    const ClientLimits limits{static_cast<size_t>(config_.max_queue) * 1024,
                              static_cast<double>(config_.requests_per_second)};
    const bool full = clients_.size() >= static_cast<size_t>(config_.max_clients);
    const auto client = clients_.emplace_back(std::make_shared<Client>(std::move(socket), limits, host_.context()));
    const std::weak_ptr<Client> weak = client;
    client->keep(
        client->requested.subscribe([this, weak](const std::string &line) { requests_.take(weak.lock(), line); }));
    client->keep(client->dropped.subscribe(
        [this](const std::string &why) { host_.log(Level::warning, fmt::format("a program is dropped: {}", why)); }));
    client->keep(client->gone.subscribe([this, raw = client.get()] { remove(*raw); }));
    client->start();
    if (full)
        client->drop(fmt::format("{} programs are connected already", config_.max_clients));
}

void Control::remove(const Client &client) {
    channels_->remove(client);
    files_->remove(client);
    std::erase_if(clients_, [&](const auto &each) { return each.get() == &client; });
}

void Control::tell(const char *event, const Json::Object &members) {
    const bool heard =
        std::any_of(clients_.begin(), clients_.end(), [&](const auto &client) { return client->listens_to(event); });
    if (!heard)
        return;
    const std::string line = event_line(event, members);
    for (const auto &client : clients_)
        if (client->listens_to(event))
            client->send(line);
}

Json Control::listen(const Json &arguments, const Asker &asker) {
    std::set<std::string> names(event_names.begin(), event_names.end());
    const std::set<std::string> known = names;
    names.erase("status");
    if (arguments.member("names")) {
        const auto wanted = arguments.get<std::vector<std::string>>("names");
        names = {wanted.begin(), wanted.end()};
    }
    for (const auto &name : names)
        if (!known.contains(name))
            throw Refusal(Code::bad_request, fmt::format("there is no event '{}'; 'list' names all", name));
    client_of(asker)->listen(std::move(names));
    return Json::Object{};
}

Json Control::status(const Json &arguments) const {
    const std::string prefix = arguments.get_or("prefix", "");
    Json::Object board;
    for (const auto &[key, value] : status_.all())
        if (key.starts_with(prefix))
            board.set(key, value);
    return board;
}

} // namespace

CALLBOOTH_PLUGIN(Control, "control", "Lets other programs on this machine command the booth, over a Unix socket");
