// SPDX-License-Identifier: MIT
#include "config/media_plan.hpp"

namespace callbooth::config {
namespace {

using Kind = std::optional<Fragment> MediaSection::*;

std::optional<ParsedFragment> plan(const std::optional<MediaSection> &section, Kind kind) {
    const auto &fragment = section ? (*section).*kind : std::nullopt;
    return fragment ? std::optional(parse_fragment(*fragment)) : std::nullopt;
}

KindPlan plan(const PipelineFile &file, Kind kind) {
    KindPlan planned{plan(file.capture, kind), plan(file.encode, kind), plan(file.render, kind), {}};
    if (planned.encode)
        planned.encoding = split_encoding(*planned.encode);
    return planned;
}

} // namespace

MediaPlan plan_media(const PipelineFile &file) {
    return {plan(file, &MediaSection::video), plan(file, &MediaSection::audio)};
}

} // namespace callbooth::config
