// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <deque>
#include <memory>

#include "net/http/http_connection.hpp"
#include "net/http/response_bodies.hpp"
#include <callbooth/services/http.hpp>
#include <callbooth/util/glib.hpp>
#include <libsoup/soup.h>

namespace callbooth::net {

/// libsoup's server, which writes the answers. It sees nothing that a client wrote: for each request it gets a stream
/// in memory with a request of ours, a GET or a HEAD of `/`. What it writes goes to the client as fast as that reads,
/// but only some answers write in one turn of the main context: a thousand at once would keep everybody else waiting.
class SoupAnswers {
public:
    struct Answer;

    /// `response_memory`: bytes that the bodies under way may hold together.
    SoupAnswers(size_t response_memory, Log log);
    ~SoupAnswers();
    SoupAnswers(const SoupAnswers &) = delete;
    SoupAnswers &operator=(const SoupAnswers &) = delete;

    ResponseBodies &bodies() { return bodies_; }
    const ResponseBodies &bodies() const { return bodies_; }
    /// Answers the connection's request.
    void send(HttpConnection &connection, HttpResponse response);
    /// Ends all that are under way.
    void clear();

private:
    /// It is to write its next share of bytes when it is its turn.
    void queue(Answer &answer);
    void give_shares();

    Ref<SoupServer> soup_;
    ResponseBodies bodies_;
    std::array<Connection, 2> over_; ///< signals of libsoup
    std::deque<std::shared_ptr<Answer>> queue_;
    Source turn_;
};

} // namespace callbooth::net
