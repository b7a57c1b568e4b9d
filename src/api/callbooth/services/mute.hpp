// SPDX-License-Identifier: MIT
#pragma once

#include <callbooth/event.hpp>

namespace callbooth {

enum class MediaKind { audio, video };

constexpr const char *to_string(MediaKind kind) {
    switch (kind) {
    case MediaKind::audio: return "audio";
    case MediaKind::video: return "video";
    }
    return "?";
}

/// What the partner is kept from. Of what is muted nothing is encoded from the next picture or sound on: a black
/// picture and silence take its place, in this call and in the next ones, and in one's own picture. The call, its
/// negotiation and the encoder notice nothing. Provided by the program when the file is a booth. Main context only.
class Mute {
public:
    static constexpr const char *service = "mute";
    virtual ~Mute() = default;

    /// False where the pipeline file captures nothing of that kind: then there is nothing to mute.
    virtual bool captured(MediaKind kind) const = 0;
    virtual bool muted(MediaKind kind) const = 0;
    /// Throws Error when nothing of that kind is captured.
    virtual void mute(MediaKind kind, bool on) = 0;

    Event<MediaKind> changed;
};

} // namespace callbooth
