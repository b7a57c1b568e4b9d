// SPDX-License-Identifier: MIT
#include <callbooth/commands.hpp>
#include <callbooth/plugin.hpp>

namespace {

/// Greets whoever is named: on the log when the booth starts, and for everybody who asks with `greet NAME`.
class Greeter final : public callbooth::Plugin {
public:
    struct Config {
        std::string greeting = "hello";
        std::vector<std::string> guests;
        int64_t times = 1;
        bool leave = false;
    };
    static inline const callbooth::Property<Config> properties[] = {
        {"greeting", &Config::greeting, "the words in front of the name"},
        {"guests", &Config::guests, "who is greeted when the booth starts"},
        {"times", &Config::times, "how often each guest is greeted", 1, 10},
        {"leave", &Config::leave, "ends the program when all are greeted"},
    };
    using Requires = callbooth::Services<callbooth::Commands>;

    Greeter(callbooth::Host &host, Config config) : host_(host), config_(std::move(config)) {
        if (config_.greeting.empty())
            throw callbooth::Error("greeting is empty: say something");
    }

    void start() override {
        command_ = host_.require<callbooth::Commands>().add(
            {"greet", "NAME", "Greets somebody", [this](std::string_view name) { return greet(name); }});
        for (const auto &guest : config_.guests)
            for (int64_t i = 0; i < config_.times; ++i)
                host_.log(callbooth::Level::info, greet(guest));
        if (config_.leave)
            host_.quit("everybody is greeted");
    }

private:
    std::string greet(std::string_view name) const { return config_.greeting + ", " + std::string(name); }

    callbooth::Host &host_;
    Config config_;
    callbooth::Subscription command_;
};

} // namespace

CALLBOOTH_PLUGIN(Greeter, "greeter", "Greets people by name");
