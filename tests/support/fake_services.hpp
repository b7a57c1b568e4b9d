// SPDX-License-Identifier: MIT
/// The services that the program provides, without the program.
#pragma once

#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/error.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/status.hpp>

namespace callbooth::test {

class FakeStatus final : public Status {
public:
    void set(std::string_view key, std::string_view value) override {
        const auto [it, added] = values_.try_emplace(std::string(key), value);
        if (!added && it->second == value)
            return;
        it->second = value;
        changed.emit(key, value);
    }
    void erase(std::string_view key) override {
        if (const auto it = values_.find(key); it != values_.end()) {
            values_.erase(it);
            changed.emit(key, "");
        }
    }
    const std::map<std::string, std::string, std::less<>> &all() const override { return values_; }

    /// The value of `key`; empty when there is none.
    std::string get(std::string_view key) const {
        const auto it = values_.find(key);
        return it == values_.end() ? std::string() : it->second;
    }

private:
    std::map<std::string, std::string, std::less<>> values_;
};

/// Must outlive the subscriptions that it handed out.
class FakeMetrics final : public Metrics {
public:
    Subscription counter(Metric metric, Value value) override { return add(metric, std::move(value)); }
    Subscription gauge(Metric metric, Value value) override { return add(metric, std::move(value)); }
    Subscription histogram(Metric metric, const Histogram &histogram) override {
        return add(metric, [&histogram] {
            return static_cast<double>(std::accumulate(histogram.counts().begin(), histogram.counts().end(), 0U));
        });
    }
    std::string text() const override { return {}; }

    /// Of `name{label of the plugin aside}`: `callbooth_x_total`, `callbooth_x_total rate`; of a histogram how many
    /// values it has seen. -1 without one.
    double get(const std::string &key) const {
        const auto found = values_.find(key);
        return found == values_.end() ? -1 : found->second();
    }

private:
    Subscription add(const Metric &metric, Value value) {
        std::string key = metric.name;
        for (const auto &[name, label] : metric.labels)
            if (name != "plugin")
                key += " " + label;
        if (!values_.try_emplace(key, std::move(value)).second)
            throw Error("there is a metric '" + key + "' already");
        return Subscription([this, key] { values_.erase(key); });
    }

    std::map<std::string, Value> values_;
};

/// Must outlive the subscriptions that it handed out.
class FakeCommands final : public Commands {
public:
    Subscription add(Command command) override {
        const std::string name = command.name;
        if (!commands_.try_emplace(name, std::move(command)).second)
            throw Error("there is a command '" + name + "' already");
        return Subscription([this, name] { commands_.erase(name); });
    }
    std::vector<Command> list() const override {
        std::vector<Command> all;
        for (const auto &[name, command] : commands_)
            all.push_back(command);
        return all;
    }
    std::string invoke(std::string_view line) override {
        const auto space = line.find(' ');
        const auto it = commands_.find(line.substr(0, space));
        if (it == commands_.end())
            throw Error("there is no command '" + std::string(line.substr(0, space)) + "'");
        const auto rest = space == std::string_view::npos ? std::string_view() : line.substr(space);
        const auto first = rest.find_first_not_of(' ');
        return it->second.run(first == std::string_view::npos ? std::string_view() : rest.substr(first));
    }

private:
    std::map<std::string, Command, std::less<>> commands_;
};

} // namespace callbooth::test
