// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "config/pipeline_file.hpp"
#include "host/module.hpp"
#include "host/own_server.hpp"
#include <callbooth/plugin.hpp>

namespace callbooth::host {

class Instance;

/// What the program gives to its plugins, beside services.
struct Environment {
    GMainContext *context = nullptr; ///< null: the default one
    std::function<void(Level, std::string_view who, std::string_view text)> log;
    std::function<void(std::string_view why)> quit;
    std::string folder = "."; ///< of the pipeline file: what relative paths are relative to
};

/// The plugins of one pipeline file: constructed and started in its order, stopped and destroyed in reverse.
/// Main context only; the thread that constructs this is the main context's.
class PluginHost {
public:
    explicit PluginHost(Environment environment);
    PluginHost(const PluginHost &) = delete;
    PluginHost &operator=(const PluginHost &) = delete;
    /// Stops what was started.
    ~PluginHost();

    /// A service of the program itself; outlives this.
    template <class S> void provide(std::type_identity_t<S> &service) {
        services_[S::service] = {&service, version_of<S>()};
    }
    /// A service that the program or a plugin provides, or null.
    template <class S> S *find() {
        const auto it = services_.find(S::service);
        return it == services_.end() || !is_compatible(it->second.version, version_of<S>())
                   ? nullptr
                   : static_cast<S *>(it->second.service);
    }

    /// Constructs all plugins of a checked file; `own` is where its `[http]` listens. Throws Error, `plugin 'NAME':
    /// ...`.
    void construct(const config::PipelineFile &file, Modules &modules, const OwnAddress &own = {});
    /// Throws Error, `plugin 'NAME': ...`; those before it are started then and will be stopped.
    void start();
    /// Stops in reverse order; the plugins are still there. Does nothing the second time.
    void stop();

private:
    friend class Instance;

    struct Service {
        void *service = nullptr;
        ServiceVersion version;
    };

    void construct_one(const std::string &name, const PluginInfo &info, const Values &values);
    void stop_one(Instance &instance);

    Environment environment_;
    std::map<std::string, Service, std::less<>> services_;
    std::vector<std::unique_ptr<Instance>> instances_;
    size_t started_ = 0;
};

} // namespace callbooth::host
