// SPDX-License-Identifier: MIT
#pragma once

#include "media/local/mute_gate.hpp"
#include <callbooth/services/mute.hpp>
#include <callbooth/services/status.hpp>

namespace callbooth::media {

/// Closes and opens the gates of the capture pipeline, and tells the status board. Main context only.
class MuteService final : public Mute {
public:
    /// Null for what is not captured. All outlive this.
    MuteService(MuteGate *audio, MuteGate *video, Status &status);

    bool captured(MediaKind kind) const override { return gate(kind) != nullptr; }
    bool muted(MediaKind kind) const override { return captured(kind) && gate(kind)->closed(); }
    void mute(MediaKind kind, bool on) override;

private:
    MuteGate *gate(MediaKind kind) const { return kind == MediaKind::audio ? audio_ : video_; }
    void publish(MediaKind kind);

    MuteGate *audio_;
    MuteGate *video_;
    Status &status_;
};

} // namespace callbooth::media
