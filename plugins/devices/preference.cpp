// SPDX-License-Identifier: MIT
#include "preference.hpp"

#include <algorithm>
#include <charconv>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::devices {

namespace {

std::string folded(std::string_view text) {
    const Handle<char> result(g_utf8_casefold(text.data(), static_cast<gssize>(text.size())));
    return result.get();
}

std::vector<Device> without(const std::vector<Device> &devices, const std::set<std::string> &ids) {
    std::vector<Device> rest;
    std::copy_if(devices.begin(), devices.end(), std::back_inserter(rest),
                 [&](const Device &device) { return !ids.contains(device.id); });
    return rest;
}

auto with_id(const std::vector<Device> &devices, std::string_view id) {
    return std::find_if(devices.begin(), devices.end(), [&](const Device &device) { return device.id == id; });
}

std::optional<std::string> pick_of(const std::vector<Device> &devices, const Preference &preference,
                                   const std::string &in_use) {
    if (with_id(devices, preference.remembered) != devices.end())
        return preference.remembered;
    const auto used = with_id(devices, in_use);
    for (const auto &pattern : preference.patterns) {
        if (used != devices.end() && matches(*used, pattern))
            return in_use;
        for (const auto &device : devices)
            if (matches(device, pattern))
                return device.id;
    }
    return std::nullopt;
}

} // namespace

bool matches(const Device &device, std::string_view pattern) {
    const auto wanted = folded(pattern);
    const auto fits = [&](std::string_view text) {
        return g_pattern_match_simple(wanted.c_str(), folded(text).c_str()) == TRUE;
    };
    const std::string_view id = device.id;
    for (size_t at = id.find('@'); at != std::string_view::npos; at = id.find('@', at + 1))
        if (fits(id.substr(0, at))) // the id without what distinguishes it from equal devices
            return true;
    return fits(id) || fits(device.name);
}

std::optional<std::string> pick(const std::vector<Device> &present, const Preference &preference,
                                const std::string &in_use, const std::set<std::string> &failing) {
    if (auto sound = pick_of(without(present, failing), preference, in_use))
        return sound;
    return pick_of(present, preference, in_use);
}

const Device &find_meant(const std::vector<Device> &present, std::string_view meant) {
    if (const auto exact = with_id(present, meant); exact != present.end())
        return *exact;
    size_t number = 0;
    const char *last = meant.data() + meant.size();
    if (const auto [end, problem] = std::from_chars(meant.data(), last, number);
        problem == std::errc() && end == last) {
        if (number < 1 || number > present.size())
            throw Error(fmt::format("there is no number {}", number));
        return present[number - 1];
    }
    const auto pattern =
        meant.find_first_of("*?") == std::string_view::npos ? fmt::format("*{}*", meant) : std::string(meant);
    const auto fits = [&](const Device &device) { return matches(device, pattern); };
    const auto found = std::find_if(present.begin(), present.end(), fits);
    if (found == present.end())
        throw Error(fmt::format("there is no '{}'", meant));
    if (const auto other = std::find_if(found + 1, present.end(), fits); other != present.end())
        throw Error(fmt::format("'{}' may be {} or {}; say its number", meant, found->name, other->name));
    return *found;
}

const Device &next_of(const std::vector<Device> &present, std::string_view in_use) {
    if (present.empty())
        throw Error("there is none");
    const auto used = with_id(present, in_use);
    return used == present.end() || used + 1 == present.end() ? present.front() : *(used + 1);
}

} // namespace callbooth::devices
