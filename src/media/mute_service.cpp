// SPDX-License-Identifier: MIT
#include "media/mute_service.hpp"

#include <fmt/format.h>

namespace callbooth::media {

MuteService::MuteService(MuteGate *audio, MuteGate *video, Status &status)
    : audio_(audio), video_(video), status_(status) {
    for (const auto kind : {MediaKind::audio, MediaKind::video})
        if (captured(kind))
            publish(kind);
}

void MuteService::mute(MediaKind kind, bool on) {
    if (!captured(kind))
        throw Error(fmt::format("the pipeline file captures no {0}: there is nothing to mute", to_string(kind)));
    if (muted(kind) == on)
        return;
    gate(kind)->close(on);
    publish(kind);
    changed.emit(kind);
}

void MuteService::publish(MediaKind kind) {
    status_.set(fmt::format("mute.{}", to_string(kind)), muted(kind) ? "on" : "off");
}

} // namespace callbooth::media
