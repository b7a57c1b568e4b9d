// SPDX-License-Identifier: MIT
#include "host/plugin_values.hpp"

namespace callbooth::host {

Values values_of(const config::PluginSection &section, const std::vector<PropertyInfo> &properties) {
    Values values;
    for (const auto &setting : section.settings)
        values[setting.key.value] = setting.value.value;
    for (const auto &property : properties) {
        const auto it = values.find(property.name);
        if (it == values.end() || !std::holds_alternative<double>(property.fallback))
            continue;
        if (const auto *integer = std::get_if<int64_t>(&it->second))
            it->second = static_cast<double>(*integer);
    }
    return values;
}

} // namespace callbooth::host
