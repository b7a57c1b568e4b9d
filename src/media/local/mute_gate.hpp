// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>

#include "media/base/gst.hpp"

namespace callbooth::media {

/// Where one kind of media leaves the booth. Closed, a black picture or silence passes in the place of each buffer,
/// with its times; of media that is encoded already, or lies in a graphics card, nothing passes. Thread-safe.
class MuteGate {
public:
    /// From now on everything that comes to `pad` passes this gate, as long as the pad lives.
    void guard(GstPad *pad);

    void close(bool closed) { *closed_ = closed; }
    bool closed() const { return *closed_; }

private:
    const std::shared_ptr<std::atomic<bool>> closed_ = std::make_shared<std::atomic<bool>>(false);
};

} // namespace callbooth::media
