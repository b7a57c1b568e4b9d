// SPDX-License-Identifier: MIT
#include <callbooth/plugin.hpp>

namespace {

/// Has a property of every kind, tells what happens to it, and fails when it is told to.
class Everything final : public callbooth::Plugin {
public:
    struct Config {
        bool shout = false;
        int64_t count = 3;
        double gain = 1.5;
        std::string greeting = "hello";
        std::vector<std::string> words;
        std::string fail = "never";
        std::string token;
        bool post = false;
    };
    static inline const callbooth::Property<Config> properties[] = {
        {"shout", &Config::shout, "in capitals"},
        {"count", &Config::count, "how often", 0, 10},
        {"gain", &Config::gain, "factor of the loudness", 0, 2},
        {"greeting", &Config::greeting, "what is said"},
        {"words", &Config::words, "what else is said"},
        {.name = "fail",
         .field = &Config::fail,
         .doc = "when it fails",
         .choices = {"never", "construct", "start", "stop", "post"}},
        {.name = "token", .field = &Config::token, .doc = "proves who we are", .secret = true},
        {"post", &Config::post, "posts a line when it starts"},
    };

    Everything(callbooth::Host &host, Config config) : host_(host), config_(std::move(config)) {
        fail_at("construct");
        tell("constructed, gain " + std::to_string(config_.gain));
    }
    ~Everything() override { tell("destroyed"); }

    void start() override {
        fail_at("start");
        tell("started in " + host_.resolve_path("folder"));
        if (config_.post)
            host_.post([this] {
                fail_at("post");
                tell("posted");
            });
    }
    void stop() override {
        fail_at("stop");
        tell("stopped");
    }

private:
    void tell(const std::string &what) { host_.log(callbooth::Level::info, what); }
    void fail_at(std::string_view moment) const {
        if (config_.fail == moment)
            throw callbooth::Error("told to fail");
    }

    callbooth::Host &host_;
    Config config_;
};

} // namespace

CALLBOOTH_PLUGIN(Everything, "everything", "Has a property of every kind");
