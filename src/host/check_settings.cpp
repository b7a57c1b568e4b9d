// SPDX-License-Identifier: MIT
#include "host/check_settings.hpp"

#include <algorithm>

#include "config/nearest.hpp"
#include "host/masked.hpp"
#include "host/own_server.hpp"
#include "host/property_text.hpp"
#include "host/text_form.hpp"
#include <fmt/format.h>

namespace callbooth::host {
namespace {

const char *with_article(const Value &value) {
    static constexpr const char *names[] = {"a boolean", "an integer", "a number", "a string", "a list of strings"};
    return names[value.index()];
}

/// What was written, in a few words: a text is told by its kind.
std::string told(const Value &value) {
    const bool is_short =
        !std::holds_alternative<std::string>(value) && !std::holds_alternative<std::vector<std::string>>(value);
    return is_short ? toml_text(value) : with_article(value);
}

bool fits_type(const Value &value, const PropertyInfo &property) {
    return value.index() == property.fallback.index() ||
           (std::holds_alternative<int64_t>(value) && std::holds_alternative<double>(property.fallback));
}

bool in_range(const Value &value, const PropertyInfo &property) {
    if (range_text(property).empty())
        return true;
    if (const auto *integer = std::get_if<int64_t>(&value))
        return static_cast<double>(*integer) >= property.min && static_cast<double>(*integer) <= property.max;
    const auto *number = std::get_if<double>(&value);
    return number == nullptr || (*number >= property.min && *number <= property.max);
}

class SettingCheck {
public:
    SettingCheck(const config::Setting &setting, const PropertyInfo &property, config::Diagnostics &diagnostics)
        : setting_(setting), property_(property), diagnostics_(diagnostics),
          hidden_(setting.secret || property.secret) {}

    void check() {
        const Value &value = setting_.value.value;
        if (!fits_type(value, property_))
            return refuse(with_article(property_.fallback), told(value), type_hint());
        if (!in_range(value, property_))
            return refuse(range_text(property_), toml_text(value));
        if (const auto *text = std::get_if<std::string>(&value))
            check_text(*text);
        if (const auto *list = std::get_if<std::vector<std::string>>(&value))
            for (const auto &text : *list)
                check_text(text);
    }

private:
    void check_text(const std::string &text) {
        if (!has_form(text, property_.form))
            return refuse(expected_form(property_.form), toml_text(text), hint_for_form(text, property_.form));
        const auto &choices = property_.choices;
        if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end())
            refuse(config::quoted_list(choices, "or"), toml_text(text), config::did_you_mean(text, choices));
    }

    std::string type_hint() const {
        if (std::holds_alternative<std::string>(property_.fallback))
            return "text stands in quotes";
        if (std::holds_alternative<std::vector<std::string>>(property_.fallback))
            return "a list stands in brackets: ['one', 'two']";
        return {};
    }

    /// `hint` may tell the value too, so it goes as well when that is hidden.
    void refuse(const std::string &expected, const std::string &got, const std::string &hint = {}) {
        if (hidden_)
            diagnostics_.error(masked(setting_.value.at), fmt::format("'{}' must be {}", property_.name, expected));
        else
            diagnostics_.error(setting_.value.at, fmt::format("'{}' must be {}, not {}", property_.name, expected, got),
                               hint);
    }

    const config::Setting &setting_;
    const PropertyInfo &property_;
    config::Diagnostics &diagnostics_;
    bool hidden_;
};

const PropertyInfo *find(const std::vector<PropertyInfo> &properties, std::string_view name) {
    const auto it =
        std::find_if(properties.begin(), properties.end(), [&](const PropertyInfo &p) { return p.name == name; });
    return it == properties.end() ? nullptr : &*it;
}

void refuse_unknown(const config::PluginSection &section, const config::Setting &setting,
                    const std::vector<PropertyInfo> &properties, config::Diagnostics &diagnostics) {
    std::vector<std::string> names;
    names.reserve(properties.size());
    for (const auto &property : properties)
        names.push_back(property.name);
    const auto meant = config::nearest(setting.key.value, names);
    auto hint = config::did_you_mean(setting.key.value, names);
    if (hint.empty())
        hint = names.empty() ? std::string("it has no properties")
                             : fmt::format("its properties are {}", config::quoted_list(names));
    // what was meant is secret, so what was written is
    const bool secret = meant && find(properties, *meant)->secret;
    auto at = setting.key.at;
    if (secret)
        at.source = masked(setting.value.at).source;
    diagnostics.error(std::move(at),
                      fmt::format("plugin '{}' has no property '{}'", section.type.value, setting.key.value), hint);
}

std::string hint_for_missing(const PropertyInfo &property) {
    auto hint = fmt::format("{}: {}", property.name, property.doc);
    if (property.own.plugin != nullptr)
        hint += fmt::format("; not needed beside [http] and [plugin.{}]", property.own.plugin);
    return hint;
}

} // namespace

void check_settings(const config::PluginSection &section, const std::vector<PropertyInfo> &properties,
                    const config::PipelineFile &file, config::Diagnostics &diagnostics) {
    for (const auto &setting : section.settings) {
        if (const PropertyInfo *property = find(properties, setting.key.value))
            SettingCheck(setting, *property, diagnostics).check();
        else
            refuse_unknown(section, setting, properties, diagnostics);
    }
    for (const auto &property : properties) {
        const bool set = std::any_of(section.settings.begin(), section.settings.end(),
                                     [&](const config::Setting &s) { return s.key.value == property.name; });
        if (property.required && !set && own_server(property, file) == nullptr)
            diagnostics.error(section.name.at,
                              fmt::format("plugin '{}' needs the property '{}'", section.type.value, property.name),
                              hint_for_missing(property));
    }
}

} // namespace callbooth::host
