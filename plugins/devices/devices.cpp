// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include "memory.hpp"
#include "preference.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/devices.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::devices;

/// A device that failed is given another chance after this.
constexpr std::chrono::seconds forgiveness{10};

class Chooser final : public Plugin {
public:
    struct Config {
        std::vector<std::string> camera = {"*"};
        std::vector<std::string> microphone = {"*"};
        std::vector<std::string> speaker = {"*"};
        std::string state;
    };
    static inline const Property<Config> properties[] = {
        {.name = "camera",
         .field = &Config::camera,
         .doc = "patterns of ids or names, the best first; empty: none but by hand"},
        {.name = "microphone", .field = &Config::microphone, .doc = "the same for microphones"},
        {.name = "speaker", .field = &Config::speaker, .doc = "the same for speakers"},
        {.name = "state",
         .field = &Config::state,
         .doc = "the file that remembers what a person chose; empty: NAME.json in $STATE_DIRECTORY of systemd, or else "
                "in ~/.local/state/callbooth"},
    };
    using Requires = Services<Commands, Devices>;

    Chooser(Host &host, Config config);
    void start() override;

private:
    struct Kind {
        DeviceKind kind;
        Preference preference;
        std::set<std::string> failing;
    };

    std::string state_file() const;
    void remember(Kind &of, const std::string &id);
    void listen();
    void reconsider_soon();
    void reconsider(Kind &of);
    void note_failure(DeviceKind kind, const std::string &id);
    Kind &of(DeviceKind kind) {
        return *std::find_if(kinds_.begin(), kinds_.end(), [&](Kind &k) { return k.kind == kind; });
    }
    void migrate(Kind &of);
    std::vector<Device> present(DeviceKind kind);
    std::string command(Kind &of, std::string_view arguments);
    std::string list(const Kind &of);

    Host &host_;
    Devices &devices_;
    Memory memory_;
    std::string file_;
    std::array<Kind, 3> kinds_;
    std::vector<Subscription> subscriptions_;
    Source soon_;
    Source forgive_;
};

Chooser::Chooser(Host &host, Config config)
    : host_(host), devices_(host.require<Devices>()),
      file_(config.state.empty() ? state_file() : host.resolve_path(config.state)),
      kinds_{Kind{DeviceKind::camera, {std::move(config.camera), ""}, {}},
             Kind{DeviceKind::microphone, {std::move(config.microphone), ""}, {}},
             Kind{DeviceKind::speaker, {std::move(config.speaker), ""}, {}}} {
    try {
        memory_ = load(file_);
    } catch (const Error &e) {
        host_.log(Level::warning, fmt::format("what was chosen before is not known: {}", e.what()));
    }
    for (auto &kind : kinds_)
        kind.preference.remembered = memory_[to_string(kind.kind)];
    devices_.list(); // begins to look, before anything is opened
}

std::string Chooser::state_file() const {
    const char *systemd = std::getenv("STATE_DIRECTORY");
    const std::string folder = systemd != nullptr ? systemd : std::string(g_get_user_state_dir()) + "/callbooth";
    return fmt::format("{}/{}.json", folder, host_.name());
}

void Chooser::start() {
    auto &commands = host_.require<Commands>();
    for (auto &kind : kinds_)
        subscriptions_.push_back(
            commands.add({to_string(kind.kind), "[next | NUMBER | NAME]",
                          fmt::format("Lists the {0}s, or changes to another one", to_string(kind.kind)),
                          [this, &kind](std::string_view arguments) { return command(kind, arguments); }}));
    listen();
    for (auto &kind : kinds_)
        reconsider(kind);
    forgive_ = Source::every(
        forgiveness,
        [this] {
            for (auto &kind : kinds_)
                if (!std::exchange(kind.failing, {}).empty())
                    reconsider(kind);
            return true;
        },
        host_.context());
}

void Chooser::listen() {
    const auto came_or_went = [this](const Device &device) {
        for (auto &kind : kinds_)
            kind.failing.erase(device.id);
        reconsider_soon();
    };
    subscriptions_.push_back(devices_.added.subscribe(came_or_went));
    subscriptions_.push_back(devices_.removed.subscribe(came_or_went));
    subscriptions_.push_back(devices_.changed.subscribe([this](DeviceKind kind) {
        if (devices_.state(kind) == DeviceState::missing)
            note_failure(kind, devices_.chosen(kind));
    }));
    subscriptions_.push_back(devices_.refused.subscribe(
        [this](DeviceKind kind, const std::string &id, const std::string &) { note_failure(kind, id); }));
}

void Chooser::note_failure(DeviceKind kind, const std::string &id) {
    of(kind).failing.insert(id);
    reconsider_soon();
}

/// Never inside of what the booth is telling.
void Chooser::reconsider_soon() {
    soon_ = Source::soon(
        [this] {
            for (auto &kind : kinds_)
                reconsider(kind);
        },
        host_.context());
}

void Chooser::reconsider(Kind &of) {
    if (devices_.state(of.kind) == DeviceState::none)
        return;
    migrate(of);
    const auto chosen = devices_.chosen(of.kind);
    auto preference = of.preference;
    if (const auto now = devices_.recognize(of.kind, preference.remembered); !now.empty())
        preference.remembered = now; // it may be alone again, without what distinguished it
    const auto best = pick(present(of.kind), preference, chosen, of.failing);
    if (best && *best != chosen)
        devices_.choose(of.kind, *best);
}

/// A longer id has come to an equal device, and names this one alone.
void Chooser::migrate(Kind &of) {
    const auto now = devices_.recognize(of.kind, of.preference.remembered);
    if (!of.preference.remembered.empty() && now.starts_with(of.preference.remembered + "@"))
        remember(of, now);
}

std::vector<Device> Chooser::present(DeviceKind kind) {
    auto devices = devices_.list();
    std::erase_if(devices, [&](const Device &device) { return device.kind != kind; });
    return devices;
}

std::string Chooser::command(Kind &of, std::string_view arguments) {
    if (arguments.empty() || arguments == "list")
        return list(of);
    const auto devices = present(of.kind);
    const Device device =
        arguments == "next" ? next_of(devices, devices_.chosen(of.kind)) : find_meant(devices, arguments);
    devices_.choose(of.kind, device.id);
    of.failing.erase(device.id);
    remember(of, device.id);
    return fmt::format("{}: {}", to_string(of.kind), device.name);
}

void Chooser::remember(Kind &of, const std::string &id) {
    of.preference.remembered = memory_[to_string(of.kind)] = id;
    try {
        save(file_, memory_);
    } catch (const Error &e) {
        host_.log(Level::warning, fmt::format("the choice is forgotten at the end of the program: {}", e.what()));
    }
}

std::string Chooser::list(const Kind &of) {
    std::string text;
    int number = 0;
    for (const auto &device : present(of.kind)) {
        const bool chosen = device.id == devices_.chosen(of.kind);
        text += fmt::format("{}{} {} {}{}", text.empty() ? "" : "\n", chosen ? '*' : ' ', ++number, device.name,
                            chosen ? fmt::format(" ({})", to_string(devices_.state(of.kind))) : "");
    }
    return text.empty() ? fmt::format("there is no {}", to_string(of.kind)) : text;
}

} // namespace

CALLBOOTH_PLUGIN(Chooser, "devices", "Chooses camera, microphone and speaker, and changes them while the booth runs");
