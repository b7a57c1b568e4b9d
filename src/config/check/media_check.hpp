// SPDX-License-Identifier: MIT
/// What a fragment must begin and end with, by the section that it stands in, and whether one leads to the next.
#pragma once

#include "config/check/fragment_check.hpp"

namespace callbooth::config {

struct MediaKind {
    const char *name; ///< as in the pipeline file and in SDP
    std::optional<Fragment> MediaSection::*member;
    const char *raw;      ///< what encoders take and decoders give
    const char *encoding; ///< an [encode] fragment to start with
};

inline constexpr MediaKind video_kind{"video", &MediaSection::video, "video/x-raw(ANY)",
                                      "vp8enc deadline=1 ! rtpvp8pay"};
inline constexpr MediaKind audio_kind{"audio", &MediaSection::audio, "audio/x-raw(ANY)", "opusenc ! rtpopuspay"};

/// [capture] and [encode] of one kind; both null when the booth does not send it.
void check_sending(const MediaKind &kind, FragmentCheck *capture, FragmentCheck *encode);
/// Neither makes sense without the other.
void check_pair(const MediaKind &kind, FragmentCheck *capture, FragmentCheck *encode);
/// Null when the booth does not show it.
void check_render(const MediaKind &kind, FragmentCheck *render);

} // namespace callbooth::config
