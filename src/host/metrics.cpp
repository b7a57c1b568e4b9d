// SPDX-License-Identifier: MIT
#include "host/metrics.hpp"

#include <algorithm>
#include <string_view>

#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::host {

namespace {

bool is_name(std::string_view name) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && is_letter(name[0]) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

/// Backslashes and what would end the value or the line.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '"' || c == '\\')
            out.append({'\\', c});
        else
            out += c;
    }
    return out;
}

/// `a="1",b="2"`
std::string label_text(const Metric &metric) {
    std::string text;
    for (const auto &[name, value] : metric.labels) {
        if (!is_name(name))
            throw Error(fmt::format("'{}' of metric '{}' is no name of a label", name, metric.name));
        text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, escaped(value));
    }
    return text;
}

std::string braces(const std::string &labels) { return labels.empty() ? "" : "{" + labels + "}"; }

void write(std::string &text, const std::string &name, const std::string &labels, double value) {
    text += fmt::format("{}{} {}\n", name, braces(labels), value);
}

void write(std::string &text, const std::string &name, const std::string &labels, const Histogram &histogram) {
    const auto comma = labels.empty() ? "" : ",";
    uint64_t count = 0;
    for (size_t i = 0; i < histogram.counts().size(); ++i) {
        count += histogram.counts()[i];
        const auto bound = i < histogram.bounds().size() ? fmt::format("{}", histogram.bounds()[i]) : "+Inf";
        text += fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound, count);
    }
    text += fmt::format("{}_sum{} {}\n", name, braces(labels), histogram.sum());
    text += fmt::format("{}_count{} {}\n", name, braces(labels), count);
}

} // namespace

Subscription MetricTable::counter(Metric metric, Value value) { return add("counter", metric, std::move(value)); }

Subscription MetricTable::gauge(Metric metric, Value value) { return add("gauge", metric, std::move(value)); }

Subscription MetricTable::histogram(Metric metric, const Histogram &histogram) {
    return add("histogram", metric, &histogram);
}

Subscription MetricTable::add(const char *kind, const Metric &metric, Reading reading) {
    if (!is_name(metric.name))
        throw Error(fmt::format("'{}' is no name of a metric: small letters, digits and _", metric.name));
    const auto labels = label_text(metric);
    auto &family = families_->try_emplace(metric.name, Family{kind, metric.help, {}}).first->second;
    if (family.kind != std::string_view(kind))
        throw Error(fmt::format("metric '{}' is a {}, not a {}", metric.name, family.kind, kind));
    if (!family.series.emplace(labels, std::move(reading)).second)
        throw Error(fmt::format("there is a metric '{}{}' already", metric.name, braces(labels)));
    return Subscription([families = std::weak_ptr<Families>(families_), name = metric.name, labels] {
        const auto alive = families.lock();
        if (!alive)
            return;
        const auto found = alive->find(name);
        found->second.series.erase(labels);
        if (found->second.series.empty())
            alive->erase(found);
    });
}

std::string MetricTable::text() const {
    std::string text;
    for (const auto &[name, family] : *families_) {
        text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(family.help), name, family.kind);
        for (const auto &[labels, reading] : family.series) {
            if (const auto *value = std::get_if<Value>(&reading))
                write(text, name, labels, (*value)());
            else
                write(text, name, labels, *std::get<const Histogram *>(reading));
        }
    }
    return text;
}

} // namespace callbooth::host
