// SPDX-License-Identifier: MIT
#include "host/config_judge.hpp"

#include <algorithm>
#include <filesystem>

#include "host/masked.hpp"
#include "host/own_server.hpp"
#include "host/plugin_values.hpp"
#include <fmt/format.h>

namespace callbooth::host {
namespace {

class Judgement final : public ConfigCheck {
public:
    Judgement(const config::PluginSection &section, const std::vector<PropertyInfo> &properties,
              const config::PipelineFile &file, config::Diagnostics &diagnostics)
        : section_(section), properties_(properties), file_(file), diagnostics_(diagnostics) {}

    void error(std::string_view property, std::string_view problem, std::string_view hint) override {
        const auto *setting = find(section_.settings, property, [](const auto &one) { return one.key.value; });
        const auto *row = find(properties_, property, [](const auto &one) { return one.name; });
        const auto message =
            problem.starts_with(property) ? std::string(problem) : fmt::format("{}: {}", property, problem);
        if (setting == nullptr)
            diagnostics_.error(section_.name.at, message, std::string(hint));
        else if (setting->secret && !(row != nullptr && row->secret)) // what is said may quote it
            diagnostics_.error(masked(setting->value.at), fmt::format("'{}' has a value that cannot work", property));
        else if (row != nullptr && row->secret)
            diagnostics_.error(masked(setting->value.at), message, std::string(hint));
        else
            diagnostics_.error(setting->value.at, message, std::string(hint));
    }
    std::string resolve_path(std::string_view path) const override {
        const auto folder = std::filesystem::absolute(file_.source->name).parent_path();
        return (folder / path).lexically_normal().string();
    }
    bool has_http() const override { return file_.http.has_value(); }

private:
    template <class List, class Name>
    static const typename List::value_type *find(const List &list, std::string_view name, Name name_of) {
        const auto it = std::find_if(list.begin(), list.end(), [&](const auto &one) { return name_of(one) == name; });
        return it == list.end() ? nullptr : &*it;
    }

    const config::PluginSection &section_;
    const std::vector<PropertyInfo> &properties_;
    const config::PipelineFile &file_;
    config::Diagnostics &diagnostics_;
};

/// Where our own server listens is known only when it does; an address stands for it that is as good.
void stand_in_for_own_server(Values &values, const std::vector<PropertyInfo> &properties,
                             const config::PipelineFile &file) {
    for (const auto &property : properties)
        if (!values.contains(property.name) && own_server(property, file) != nullptr)
            values[property.name] = fmt::format("{}://localhost", property.own.scheme);
}

} // namespace

void judge(const config::PluginSection &section, const PluginInfo &info, const config::PipelineFile &file,
           config::Diagnostics &diagnostics) {
    const auto properties = info.properties();
    auto values = values_of(section, properties);
    stand_in_for_own_server(values, properties, file);
    Judgement judgement(section, properties, file, diagnostics);
    info.check(values, judgement);
}

} // namespace callbooth::host
