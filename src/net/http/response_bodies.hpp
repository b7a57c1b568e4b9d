// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/log.hpp"
#include "net/throttled_log.hpp"
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/util/glib.hpp>
#include <libsoup/soup.h>

namespace callbooth::net {

/// Of the body that counts.
uint64_t size_of(const HttpResponse &response);

/// The bodies of answers that are being sent: hands them to libsoup without a copy, reads those in pieces as their
/// clients take them, and limits the memory of all together. A shared body counts once. Main context only.
class ResponseBodies {
public:
    using Clock = std::chrono::steady_clock;
    /// Ends the connection of a message.
    using End = std::function<void(SoupServerMessage *)>;

    /// `limit`: bytes. Lives on the context that is the thread's default.
    ResponseBodies(size_t limit, Log log, End end);
    ResponseBodies(const ResponseBodies &) = delete;
    ResponseBodies &operator=(const ResponseBodies &) = delete;

    /// Adds what it counts. Throws Error when another one did so.
    void publish(Metrics &metrics);
    /// Whether there is memory for the body of `response`. Ends answers that have taken longer than a few seconds,
    /// the oldest first, when that helps.
    bool make_room(const HttpResponse &response, Clock::time_point now = Clock::now());
    /// Sends the body of `response` as that of `message`, and holds it until `release`.
    void send(SoupServerMessage *message, HttpResponse response, Clock::time_point now = Clock::now());
    void release(SoupServerMessage *message);
    void clear();

    /// What they hold together.
    size_t bytes() const { return bytes_; }
    size_t limit() const { return limit_; }
    uint64_t refused() const { return refused_; }
    /// Answers that were ended to make room.
    uint64_t ended() const { return ended_; }

private:
    struct Answer {
        Clock::time_point began;
        size_t own = 0; ///< bytes that no other answer shares
        std::shared_ptr<const std::string> shared = {};
        HttpPieces pieces = {};
        uint64_t offset = 0;                                 ///< of the next piece
        std::list<SoupServerMessage *>::iterator place = {}; ///< in `holders_`, unless `own` is zero
        Connection wrote_chunk = {};
    };

    size_t cost(const HttpResponse &response) const;
    void hold(SoupServerMessage *message, Answer &answer);
    void give_back(Answer &answer);
    void begin_pieces(SoupServerMessage *message, Answer &answer, HttpPieces pieces);
    /// Empty when it cannot be read: no exception may reach libsoup.
    std::string read_piece(const HttpPieces &pieces, uint64_t offset, size_t most);
    void send_piece(SoupServerMessage *message);
    void end_oldest();
    void give_heap_back();

    const size_t limit_;
    ThrottledLog warnings_;
    const End end_;
    GMainContext *const context_;
    size_t bytes_ = 0;
    size_t peak_ = 0; ///< of `bytes_`, since memory was given back to the system
    Source giving_back_;
    uint64_t refused_ = 0;
    uint64_t ended_ = 0;
    std::unordered_map<SoupServerMessage *, Answer> answers_;
    std::unordered_map<const std::string *, size_t> readers_; ///< of each shared body
    std::list<SoupServerMessage *> holders_;                  ///< those with bytes of their own, the oldest first
    std::vector<Subscription> numbers_;
};

} // namespace callbooth::net
