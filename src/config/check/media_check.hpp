// SPDX-License-Identifier: MIT
/// What a fragment must begin and end with, by the section that it stands in, and whether one leads to the next.
#pragma once

#include "config/check/fragment_check.hpp"
#include "config/media_plan.hpp"

namespace callbooth::config {

struct MediaKind {
    const char *name; ///< as in the pipeline file and in SDP
    KindPlan MediaPlan::*member;
    const char *raw;      ///< what encoders take and decoders give
    const char *encoding; ///< an [encode] fragment to start with
};

inline constexpr MediaKind video_kind{"video", &MediaPlan::video, "video/x-raw(ANY)", "vp8enc deadline=1 ! rtpvp8pay"};
inline constexpr MediaKind audio_kind{"audio", &MediaPlan::audio, "audio/x-raw(ANY)", "opusenc ! rtpopuspay"};

/// [capture] and [encode] of one kind, and what the latter was read as; both null when the booth does not send it.
void check_sending(const MediaKind &kind, FragmentCheck *capture, FragmentCheck *encode, const Encoding &encoding);
/// Neither makes sense without the other.
void check_pair(const MediaKind &kind, FragmentCheck *capture, FragmentCheck *encode);
/// Null when the booth does not show it.
void check_render(const MediaKind &kind, FragmentCheck *render);

} // namespace callbooth::config
