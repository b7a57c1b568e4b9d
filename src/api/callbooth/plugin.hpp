// SPDX-License-Identifier: MIT
/// A plugin is one class, one Config, one table of properties and one CALLBOOTH_PLUGIN line.
/// Thread: everything in a plugin runs on the main context; `Host::post` is the only way in from elsewhere.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <callbooth/config_check.hpp>
#include <callbooth/error.hpp>
#include <callbooth/event.hpp>
#include <callbooth/property.hpp>
#include <callbooth/service.hpp>
#include <glib.h>

namespace callbooth {

/// Grows with every incompatible change of this header. Each service has a version of its own.
#define CALLBOOTH_ABI 4

enum class Level { debug, info, warning, error };

/// What a plugin is given of the program that runs it. Outlives the plugin.
class Host {
public:
    virtual ~Host() = default;

    /// The name of this instance: NAME of `[plugin.NAME]`.
    virtual const std::string &name() const = 0;
    virtual GMainContext *context() = 0;
    /// Runs `function` on the main context, soon; from any thread. Dropped when the plugin is gone by then.
    virtual void post(std::function<void()> function) = 0;
    /// One line; the host adds time, level and the instance's name. Main context only.
    virtual void log(Level level, std::string_view text) = 0;
    /// Ends the program gracefully: calls are hung up first. `why` is logged.
    virtual void quit(std::string_view why) = 0;
    /// `path` as the pipeline file means it: relative to the file's folder.
    virtual std::string resolve_path(std::string_view path) const = 0;

    /// `provide<Chat>(*this)` offers the service to the others, from the constructor; the plugin's Provides lists it.
    /// The interface is named, never deduced: a pointer to the plugin's own class would be another one.
    template <class S> void provide(std::type_identity_t<S> &service) {
        provide_raw({S::service, version_of<S>()}, &service);
    }
    /// The service, or null when nobody provides it in a version that this plugin can use. All services are there once
    /// `start()` is called.
    template <class S> S *find() { return static_cast<S *>(find_raw({S::service, version_of<S>()})); }
    /// The service, which the plugin lists in its `requires`.
    template <class S> S &require() {
        if (S *service = find<S>())
            return *service;
        throw Error(std::string("no plugin provides the service '") + S::service + "'");
    }

private:
    virtual void provide_raw(ServiceInfo info, void *service) = 0;
    virtual void *find_raw(ServiceInfo wanted) = 0;
};

/// The base of every plugin. Constructed in the order of the file, then started in that order; stopped and destroyed
/// in the reverse order.
class Plugin {
public:
    using Provides = Services<>; ///< redeclared by a plugin that calls `Host::provide`
    using Requires = Services<>; ///< redeclared by a plugin that calls `Host::require`

    Plugin() = default;
    Plugin(const Plugin &) = delete;
    Plugin &operator=(const Plugin &) = delete;
    virtual ~Plugin() = default;

    /// Redeclared, with the plugin's own Config, by a plugin whose table of properties cannot say all that may be
    /// wrong. Called before the constructor, after the table has been checked. May read files that the values name, but
    /// connects to nothing and changes nothing.
    template <class C> static void check_config(const C &, ConfigCheck &) {}

    /// Every service can be required from here on. Throws Error when the plugin cannot do its job at all.
    virtual void start() {}
    /// The program ends; goodbyes can still be sent. All calls are over.
    virtual void stop() {}
};

/// What a module exports, beside its stamp.
struct PluginInfo {
    const char *name;
    const char *doc;
    std::vector<ServiceInfo> provides;
    std::vector<ServiceInfo> requires_; ///< `requires` is a keyword
    std::vector<PropertyInfo> (*properties)();
    std::unique_ptr<Plugin> (*create)(Host &, const Values &);
    void (*check)(const Values &, ConfigCheck &);
};

template <class P> std::vector<PropertyInfo> plugin_properties() { return describe<typename P::Config>(P::properties); }
template <class P> std::unique_ptr<Plugin> plugin_create(Host &host, const Values &values) {
    return std::make_unique<P>(host, fill<typename P::Config>(P::properties, values));
}
template <class P> void plugin_check(const Values &values, ConfigCheck &check) {
    P::check_config(fill<typename P::Config>(P::properties, values), check);
}

} // namespace callbooth

#define CALLBOOTH_STRING_(x) #x
#define CALLBOOTH_STRING(x) CALLBOOTH_STRING_(x)
/// The section of the module's ELF file that holds the stamp; the host reads it before it loads the module.
#define CALLBOOTH_STAMP_SECTION ".callbooth.stamp"
#define CALLBOOTH_STAMP                                                                                                \
    "callbooth abi=" CALLBOOTH_STRING(CALLBOOTH_ABI) " libstdc++=" CALLBOOTH_STRING(_GLIBCXX_USE_CXX11_ABI)

/// Exports the class `P` as the plugin NAME.
#define CALLBOOTH_PLUGIN(P, NAME, DOC)                                                                                 \
    __attribute__((used, section(CALLBOOTH_STAMP_SECTION))) static const char callbooth_stamp[] = CALLBOOTH_STAMP;     \
    extern "C" {                                                                                                       \
    __attribute__((visibility("default"))) const ::callbooth::PluginInfo *callbooth_plugin() {                         \
        static const ::callbooth::PluginInfo info{NAME,                                                                \
                                                  DOC,                                                                 \
                                                  P::Provides::list(),                                                 \
                                                  P::Requires::list(),                                                 \
                                                  &::callbooth::plugin_properties<P>,                                  \
                                                  &::callbooth::plugin_create<P>,                                      \
                                                  &::callbooth::plugin_check<P>};                                      \
        return &info;                                                                                                  \
    }                                                                                                                  \
    }                                                                                                                  \
    static_assert(true, "a semicolon follows")
