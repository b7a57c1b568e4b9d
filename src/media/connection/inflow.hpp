// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "media/base/gst.hpp"

namespace callbooth::media {

/// Bytes of data channel messages that a connection has received and the main context has not taken yet. Any thread.
class Inflow {
public:
    static constexpr size_t most = 4 * 1024 * 1024; ///< above it the remote is slowed down

    void add(size_t bytes) { bytes_ += bytes; }
    void remove(size_t bytes) { bytes_ -= bytes; }
    bool full() const { return bytes_ > most; }

private:
    std::atomic<size_t> bytes_ = 0;
};

/// A message on its way to its listener; counts as long as it lives.
class IncomingMessage {
public:
    IncomingMessage(std::string content, bool is_binary, std::shared_ptr<Inflow> inflow);
    ~IncomingMessage();
    IncomingMessage(const IncomingMessage &) = delete;
    IncomingMessage &operator=(const IncomingMessage &) = delete;

    const std::string bytes;
    const bool binary;

private:
    const std::shared_ptr<Inflow> inflow_;
};

/// Of an sctpdec, which itself takes whatever comes: its packets wait while the inflow is full, so that the remote's
/// window closes. A packet waits for a moment only, since media may come behind it, and is dropped then; SCTP sends it
/// again.
void slow_down(GstElement *sctpdec, const std::shared_ptr<Inflow> &inflow);

/// Of an sctpenc: SCTP has no empty messages, so those of webrtcbin 1.22 get the one byte of RFC 8831 section 6.6.
void fill_empty_messages(GstElement *sctpenc);

} // namespace callbooth::media
