// SPDX-License-Identifier: MIT
#include "future_chat.hpp"
#include <callbooth/plugin.hpp>

namespace {

/// Uses a version of Chat that nothing provides when it is there.
class Curious final : public callbooth::Plugin {
public:
    struct Config {};
    static inline const std::vector<callbooth::Property<Config>> properties;

    Curious(callbooth::Host &host, Config) : host_(host) {}

    void start() override {
        for (int i = 0; i < 2; ++i)
            host_.log(callbooth::Level::info, host_.find<callbooth::test::FutureChat>() ? "a chat" : "no chat");
    }

private:
    callbooth::Host &host_;
};

} // namespace

CALLBOOTH_PLUGIN(Curious, "curious", "Looks for a chat that nothing provides");
