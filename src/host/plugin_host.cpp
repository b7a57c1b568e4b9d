// SPDX-License-Identifier: MIT
#include "host/plugin_host.hpp"

#include <exception>

#include "host/instance.hpp"
#include "host/plugin_values.hpp"
#include <fmt/format.h>

namespace callbooth::host {
namespace {

/// `function`, with its error told as the plugin's.
template <class F> void for_plugin(const std::string &name, F &&function) {
    try {
        function();
    } catch (const std::exception &e) {
        throw Error(fmt::format("plugin '{}': {}", name, e.what()));
    }
}

} // namespace

PluginHost::PluginHost(Environment environment) : environment_(std::move(environment)) {}

PluginHost::~PluginHost() {
    stop();
    while (!instances_.empty())
        instances_.pop_back();
}

void PluginHost::construct(const config::PipelineFile &file, Modules &modules, const OwnAddress &own) {
    for (const auto &section : file.plugins) {
        const Module *module = modules.find(section.type.value);
        if (module == nullptr || module->info == nullptr)
            throw Error(fmt::format("plugin '{}': {}", section.name.value,
                                    module == nullptr ? "there is no such module" : module->refusal));
        auto values = values_of(section, module->info->properties());
        add_own_server(values, module->info->properties(), file, modules, own);
        construct_one(section.name.value, *module->info, values);
    }
}

void PluginHost::construct_one(const std::string &name, const PluginInfo &info, const Values &values) {
    auto instance = std::make_unique<Instance>(*this, name);
    for_plugin(name, [&] { instance->construct(info, values); });
    instances_.push_back(std::move(instance));
}

void PluginHost::start() {
    for (; started_ < instances_.size(); ++started_) {
        Instance &instance = *instances_[started_];
        for_plugin(instance.name(), [&] { instance.plugin().start(); });
    }
}

void PluginHost::stop() {
    while (started_ > 0)
        stop_one(*instances_[--started_]);
}

void PluginHost::stop_one(Instance &instance) {
    try {
        instance.plugin().stop();
    } catch (const std::exception &e) {
        environment_.log(Level::error, instance.name(), fmt::format("while stopping: {}", e.what()));
    }
}

} // namespace callbooth::host
