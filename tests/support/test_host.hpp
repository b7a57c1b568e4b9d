// SPDX-License-Identifier: MIT
/// A host for one plugin under test: `TestHost host; host.offer<Signaling>(signaling); auto plugin =
/// host.create(values);` `create` takes the plugin that the test is linked with; its own services are found with
/// `host.find<Chat>()`.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "support/fake_services.hpp"
#include "support/loop.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/util/glib.hpp>

/// Of the one plugin whose source is linked into the test.
extern "C" const callbooth::PluginInfo *callbooth_plugin();

namespace callbooth::test {

struct LogLine {
    Level level;
    std::string text;
};

class TestHost final : public Host {
public:
    explicit TestHost(std::string name = "tested") : name_(std::move(name)) {
        offer<Status>(status);
        offer<Commands>(commands);
        offer<Metrics>(metrics);
    }

    FakeStatus status;
    FakeCommands commands;
    FakeMetrics metrics;
    std::vector<LogLine> lines;     ///< all that was logged
    std::vector<std::string> quits; ///< the reasons that were given to `quit`
    std::string folder = "/";       ///< what relative paths are relative to

    /// Provides `service` to the plugin, as another plugin or the program would.
    template <class S> void offer(std::type_identity_t<S> &service) { services_[S::service] = &service; }

    /// Constructs the plugin that the test is linked with; `start()` is the test's to call.
    std::unique_ptr<Plugin> create(const Values &values = {}) { return callbooth_plugin()->create(*this, values); }

    /// What the program does when the plugin is destroyed: nothing that it posted runs any more.
    void drop_posts() { alive_ = std::make_shared<int>(); }

    /// A line of this level or above contains `text`.
    bool logged(std::string_view text, Level level = Level::debug) const {
        for (const LogLine &line : lines)
            if (line.level >= level && line.text.find(text) != std::string::npos)
                return true;
        return false;
    }

    const std::string &name() const override { return name_; }
    GMainContext *context() override { return g_main_context_default(); }
    void post(std::function<void()> function) override {
        callbooth::post(context(), [alive = std::weak_ptr<int>(alive_), function = std::move(function)] {
            if (!alive.expired())
                function();
        });
    }
    void log(Level level, std::string_view text) override { lines.push_back({level, std::string(text)}); }
    void quit(std::string_view why) override { quits.emplace_back(why); }
    std::string resolve_path(std::string_view path) const override {
        return path.starts_with('/') ? std::string(path) : folder + "/" + std::string(path);
    }

private:
    void provide_raw(ServiceInfo info, void *service) override { services_[info.name] = service; }
    void *find_raw(ServiceInfo wanted) override {
        const auto it = services_.find(wanted.name);
        return it == services_.end() ? nullptr : it->second;
    }

    std::string name_;
    std::map<std::string, void *, std::less<>> services_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

} // namespace callbooth::test
