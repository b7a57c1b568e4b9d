// SPDX-License-Identifier: MIT
/// Cameras that encode by themselves.
#pragma once

#include <optional>
#include <string>

#include "media/base/gst.hpp"

namespace callbooth::media {

/// Asks the camera that is open at `fd` for a key frame, by V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME. False when it has no
/// such control. Thread-safe.
bool force_key_frame(int fd);

/// From now on requests for key frames that come to a v4l2src are passed on to its camera: GStreamer 1.22 ignores them.
/// Does nothing with other elements.
void pass_on_key_frame_requests(GstElement *source, bool (*force)(int fd) = &force_key_frame);

/// The `profile-level-id` (RFC 6184 section 8.1) of H.264 with these caps, as `42e01f`; nothing when they do not name
/// profile and level.
std::optional<std::string> profile_level_id(const GstCaps *caps);

} // namespace callbooth::media
