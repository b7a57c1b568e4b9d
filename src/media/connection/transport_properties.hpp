// SPDX-License-Identifier: MIT
#pragma once

#include "config/pipeline_file.hpp"
#include "media/base/gst.hpp"

namespace callbooth::media {

/// Sets `[transport]` on a webrtcbin, over our defaults: max-bundle, and a jitter buffer of 60 ms.
void set_transport_properties(GstElement *webrtc, const config::Section *transport);

/// The jitter buffer's latency that the file asks for, in milliseconds.
unsigned transport_latency(const config::Section *transport);

} // namespace callbooth::media
