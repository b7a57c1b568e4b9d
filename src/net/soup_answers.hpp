// SPDX-License-Identifier: MIT
#pragma once

#include "net/http_connection.hpp"
#include <callbooth/glib.hpp>
#include <callbooth/http.hpp>
#include <libsoup/soup.h>

namespace callbooth::net {

/// libsoup's server, which writes the answers. It sees nothing that a client wrote: for each request it gets a stream
/// in memory with a request of ours, a GET or a HEAD of `/`. What it writes goes to the client as fast as that reads.
class SoupAnswers {
public:
    SoupAnswers();
    ~SoupAnswers();
    SoupAnswers(const SoupAnswers &) = delete;
    SoupAnswers &operator=(const SoupAnswers &) = delete;

    /// Answers the connection's request.
    void send(HttpConnection &connection, HttpResponse response);
    /// Ends all that are under way.
    void clear() { soup_server_disconnect(soup_.get()); }

private:
    Ref<SoupServer> soup_;
};

} // namespace callbooth::net
