// SPDX-License-Identifier: MIT
#pragma once

#include "media/base/gst.hpp"

namespace callbooth::media {

/// From now on pictures of full range (0 to 255, as JPEG has) that come to the input `pad` are changed to limited range
/// (16 to 235), with caps that say so. WebRTC's codecs have that, and the converters of GStreamer 1.22 leave a range as
/// it is where nothing else changes. What is not YUV with 8 bits in system memory passes as it is.
void limit_range(GstPad *pad);

} // namespace callbooth::media
