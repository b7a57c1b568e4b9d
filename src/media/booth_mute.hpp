// SPDX-License-Identifier: MIT
#pragma once

#include "media/local/gate.hpp"
#include <callbooth/services/mute.hpp>
#include <callbooth/services/status.hpp>

namespace callbooth::media {

/// Closes and opens the gates of the capture pipeline, and tells the status board. Main context only.
class BoothMute final : public Mute {
public:
    /// Null for what is not captured. All outlive this.
    BoothMute(Gate *audio, Gate *video, Status &status);

    bool captured(MediaKind kind) const override { return gate(kind) != nullptr; }
    bool muted(MediaKind kind) const override { return captured(kind) && gate(kind)->closed(); }
    void mute(MediaKind kind, bool on) override;

private:
    Gate *gate(MediaKind kind) const { return kind == MediaKind::audio ? audio_ : video_; }
    void publish(MediaKind kind);

    Gate *audio_;
    Gate *video_;
    Status &status_;
};

} // namespace callbooth::media
