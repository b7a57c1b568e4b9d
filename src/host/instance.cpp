// SPDX-License-Identifier: MIT
#include "host/instance.hpp"

#include <cassert>
#include <exception>
#include <filesystem>

#include "host/services.hpp"
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::host {

Instance::~Instance() {
    *alive_ = false;
    plugin_.reset();
    for (const auto &name : provided_)
        owner_.services_.erase(name);
}

void Instance::post(std::function<void()> function) {
    callbooth::post(context(), [this, alive = alive_, function = std::move(function)] {
        if (!*alive)
            return;
        try {
            function();
        } catch (const std::exception &e) {
            if (*alive)
                log(Level::error, e.what());
        }
    });
}

void Instance::log(Level level, std::string_view text) {
    assert_main_thread();
    owner_.environment_.log(level, name_, text);
}

void Instance::quit(std::string_view why) {
    assert_main_thread();
    owner_.environment_.quit(why);
}

std::string Instance::resolve_path(std::string_view path) const {
    return (std::filesystem::path(owner_.environment_.folder) / path).lexically_normal().string();
}

void Instance::provide_raw(ServiceInfo info, void *service) {
    assert_main_thread();
    if (!owner_.services_.emplace(info.name, PluginHost::Service{service, info.version}).second)
        throw Error(fmt::format("the service '{}' is provided already", info.name));
    provided_.emplace_back(info.name);
}

void *Instance::find_raw(ServiceInfo wanted) {
    assert_main_thread();
    const auto it = owner_.services_.find(wanted.name);
    if (it == owner_.services_.end())
        return nullptr;
    if (is_compatible(it->second.version, wanted.version))
        return it->second.service;
    if (mismatched_.insert(wanted.name).second)
        log(Level::warning, fmt::format("the service '{}' is left out: {}", wanted.name,
                                        version_mismatch(it->second.version, wanted.version)));
    return nullptr;
}

void Instance::assert_main_thread() const {
    assert(std::this_thread::get_id() == main_thread_ && "only Host::post may be called from another thread");
}

} // namespace callbooth::host
