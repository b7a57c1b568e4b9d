// SPDX-License-Identifier: MIT
#include "file_wire.hpp"

#include <callbooth/json.hpp>
#include <callbooth/util/text.hpp>
#include <fmt/format.h>

namespace callbooth::control {
namespace {

constexpr JsonLimits limits{.depth = 4, .size = 4096};
constexpr size_t max_name = 60; ///< characters; 240 bytes at the most, and file systems take 255

std::optional<Json> parse(const Message &message) {
    try {
        return message.binary ? std::nullopt : std::optional(Json::parse(message.bytes, limits));
    } catch (const Error &) {
        return std::nullopt;
    }
}

/// The text behind the last dot, with it; empty without one.
std::string_view extension(std::string_view name) {
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

} // namespace

std::string offer_text(const FileOffer &offer) {
    return Json::Object{{"file", offer.name}, {"size", offer.size}}.dump();
}

std::optional<FileOffer> read_offer(const Message &message) {
    const auto json = parse(message);
    const auto name = json ? json->find<std::string>("file") : std::nullopt;
    const auto size = json ? json->find<int64_t>("size") : std::nullopt;
    return name && size && *size >= 0 ? std::optional(FileOffer{*name, *size}) : std::nullopt;
}

std::string accept_text() { return Json::Object{{"accept", true}}.dump(); }
std::string received_text(int64_t bytes) { return Json::Object{{"received", bytes}}.dump(); }
std::string refuse_text(std::string_view why) { return Json::Object{{"refuse", why}}.dump(); }

std::optional<FileReport> read_report(const Message &message) {
    const auto json = parse(message);
    if (!json)
        return std::nullopt;
    const auto refused = json->find<std::string>("refuse");
    FileReport report{json->find<bool>("accept").value_or(false), json->find<int64_t>("received")};
    if (refused)
        report.refused = refused->empty() ? "no reason given" : one_line(*refused, 200);
    return report;
}

std::string safe_file_name(std::string_view name) {
    name = name.substr(name.find_last_of("/\\") + 1); // npos + 1 is 0
    const auto ending = one_line(extension(name), 10);
    const auto stem = one_line(name.substr(0, name.size() - extension(name).size()), max_name - 10);
    const auto first = stem.find_first_not_of(". ");
    return first == std::string::npos ? "file" + (ending.size() > 1 ? ending : "") : stem.substr(first) + ending;
}

std::string file_name_of(const std::string &metadata) {
    const auto json = parse({metadata, false});
    if (!json)
        return "file";
    return json->is(Json::Kind::string) ? *json->as<std::string>() : json->find<std::string>("file").value_or("file");
}

std::string numbered(const std::string &name, int n) {
    if (n == 1)
        return name;
    const auto ending = extension(name);
    return fmt::format("{} ({}){}", name.substr(0, name.size() - ending.size()), n, ending);
}

} // namespace callbooth::control
