// SPDX-License-Identifier: MIT
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/chat.hpp>
#include <callbooth/services/http.hpp>

namespace {

/// Requires services of all origins and logs what it hears.
class Listener final : public callbooth::Plugin {
public:
    struct Config {};
    static inline const std::vector<callbooth::Property<Config>> properties;
    using Requires = callbooth::Services<callbooth::Chat, callbooth::Booth, callbooth::HttpServer>;

    Listener(callbooth::Host &host, Config) : host_(host) {}

    void start() override {
        auto &chat = host_.require<callbooth::Chat>();
        heard_ = chat.received.subscribe([this](std::string_view peer, std::string_view text) {
            host_.log(callbooth::Level::info, std::string(peer) + " says " + std::string(text));
        });
        chat.say("hello");
    }

private:
    callbooth::Host &host_;
    callbooth::Subscription heard_;
};

} // namespace

CALLBOOTH_PLUGIN(Listener, "listener", "Logs what it hears");
