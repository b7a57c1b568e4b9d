// SPDX-License-Identifier: MIT
/// A plugin that reads and writes JSON, built outside of the tree: it gets the functions from the program.
#include <callbooth/json.hpp>
#include <callbooth/plugin.hpp>
#include <callbooth/services/commands.hpp>

namespace {

using namespace callbooth;

class Phrases final : public Plugin {
public:
    struct Config {
        std::string phrases = "{}";
    };
    static inline const Property<Config> properties[] = {{"phrases", &Config::phrases, "texts, as a JSON object"}};
    using Requires = Services<Commands>;

    // A mistake in the text is an Error with its line and column.
    Phrases(Host &host, const Config &config)
        : phrases_(Json::parse(config.phrases, {.depth = 4})),
          phrase_(host.require<Commands>().add(
              {"phrase", "PATH", "Shows a phrase", [this](std::string_view path) { return phrase(path); }})) {}

private:
    std::string phrase(std::string_view path) const {
        const auto text = phrases_.get<std::string>(path);
        return Json::Object{{"path", path}, {"text", text}, {"size", text.size()}}.dump();
    }

    const Json phrases_;
    Subscription phrase_;
};

} // namespace

CALLBOOTH_PLUGIN(Phrases, "phrases", "Keeps phrases in JSON");
