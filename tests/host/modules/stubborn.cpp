// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <callbooth/plugin.hpp>

namespace {

/// Never returns from stop(), as a plugin that is broken.
class Stubborn final : public callbooth::Plugin {
public:
    struct Config {};
    static inline const std::vector<callbooth::Property<Config>> properties;
    Stubborn(callbooth::Host &host, Config) : host_(host) {}

    void start() override { host_.log(callbooth::Level::info, "started in vain"); }
    void stop() override {
        host_.log(callbooth::Level::info, "will not stop");
        while (true)
            pause();
    }

private:
    callbooth::Host &host_;
};

} // namespace

CALLBOOTH_PLUGIN(Stubborn, "stubborn", "Never stops");
