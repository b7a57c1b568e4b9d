// SPDX-License-Identifier: MIT
#include "host/instance.hpp"

#include <cassert>
#include <exception>
#include <filesystem>

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

void Instance::provide_raw(const char *name, void *service) {
    assert_main_thread();
    if (!owner_.services_.emplace(name, service).second)
        throw Error(fmt::format("the service '{}' is provided already", name));
    provided_.emplace_back(name);
}

void *Instance::find_raw(const char *name) {
    assert_main_thread();
    return owner_.find_service(name);
}

void Instance::assert_main_thread() const {
    assert(std::this_thread::get_id() == main_thread_ && "only Host::post may be called from another thread");
}

} // namespace callbooth::host
