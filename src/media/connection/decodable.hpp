// SPDX-License-Identifier: MIT
#pragma once

#include "media/connection/sdp/sdp_model.hpp"

namespace callbooth::media {

/// GStreamer has a depayloader and a decoder that decodebin would take for the codec.
bool is_decodable(const SdpCodec &codec);

} // namespace callbooth::media
