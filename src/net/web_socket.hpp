// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "net/frames.hpp"
#include <callbooth/http.hpp>

namespace callbooth::net {

class Hub;

/// A file descriptor, closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor();
    int get() const { return fd_; }

private:
    int fd_;
};

/// One WebSocket connection of the hub. Lives from `Hub::adopt` until its `on_closed` returned.
/// open -> closing (a close frame is under way, a deadline runs) -> dead (only `on_closed` is still to come).
class Socket final : public WebSocket {
public:
    using Place = std::list<std::unique_ptr<Socket>>::iterator;

    Socket(Hub &hub, Descriptor fd, std::string address, size_t max_message);

    const std::string &address() const override { return address_; }
    void send(std::string_view text) override;
    void close(Code code, std::string_view reason) override;
    bool clean() const override { return frames_.close_received(); }

private:
    friend class Hub;
    enum class State { open, closing, dead };

    void readable();
    void writable();
    void feed(std::string_view bytes);
    void deliver(std::string_view message);
    void ping();
    /// Sends what the socket takes now and sees to the rest.
    void flush();
    void write_output();
    /// Moves on to `closing` or `dead` when the frames say so.
    void advance();
    void begin_closing();
    void die();

    Hub &hub_;
    Descriptor fd_;
    const std::string address_;
    Frames frames_;
    State state_ = State::open;
    std::chrono::steady_clock::time_point due_; ///< the next look at it, or the deadline of its closing
    Place place_;                               ///< where the hub keeps this
    size_t sent_ = 0;                           ///< of the output's front
    bool waits_for_room_ = false;
    bool said_everything_ = false; ///< the sending direction is shut down
    bool heard_ = true;            ///< since the hub last looked
    bool pinged_ = false;
};

} // namespace callbooth::net
