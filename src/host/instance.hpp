// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "host/plugin_host.hpp"
#include <callbooth/plugin.hpp>

namespace callbooth::host {

/// One plugin and the Host that it sees.
class Instance final : public Host {
public:
    Instance(PluginHost &owner, std::string name) : owner_(owner), name_(std::move(name)) {}
    Instance(const Instance &) = delete;
    Instance &operator=(const Instance &) = delete;
    /// Destroys the plugin and takes its services away.
    ~Instance() override;

    void construct(const PluginInfo &info, const Values &values) { plugin_ = info.create(*this, values); }
    Plugin &plugin() { return *plugin_; }

    const std::string &name() const override { return name_; }
    GMainContext *context() override { return owner_.environment_.context; }
    void post(std::function<void()> function) override;
    void log(Level level, std::string_view text) override;
    void quit(std::string_view why) override;
    std::string resolve_path(std::string_view path) const override;

private:
    void provide_raw(ServiceInfo info, void *service) override;
    void *find_raw(ServiceInfo wanted) override;
    void assert_main_thread() const;

    PluginHost &owner_;
    std::string name_;
    std::thread::id main_thread_ = std::this_thread::get_id();
    /// Read by what was posted, which can outlive this.
    std::shared_ptr<std::atomic<bool>> alive_ = std::make_shared<std::atomic<bool>>(true);
    std::vector<std::string> provided_;
    std::set<std::string> mismatched_; ///< services of a wrong version, which were logged
    std::unique_ptr<Plugin> plugin_;
};

} // namespace callbooth::host
