// SPDX-License-Identifier: MIT
#include <callbooth/plugin.hpp>
#include <callbooth/services/chat.hpp>

namespace {

/// Provides a Chat that hears what it says.
class Talker final : public callbooth::Plugin, public callbooth::Chat {
public:
    struct Config {
        std::string peer;
    };
    static inline const callbooth::Property<Config> properties[] = {
        {.name = "peer", .field = &Config::peer, .doc = "whom it hears", .required = true}};
    using Provides = callbooth::Services<callbooth::Chat>;

    Talker(callbooth::Host &host, Config config) : config_(std::move(config)) { host.provide<callbooth::Chat>(*this); }

    void say(std::string_view text) override { received.emit(config_.peer, text); }

private:
    Config config_;
};

} // namespace

CALLBOOTH_PLUGIN(Talker, "talker", "Hears what it says");
