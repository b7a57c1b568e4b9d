// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "net/client_address.hpp"
#include <callbooth/glib.hpp>
#include <callbooth/http.hpp>
#include <libsoup/soup.h>

namespace callbooth::net {

/// A request as libsoup holds it, in our words. Lives shorter than the message.
class Incoming {
public:
    Incoming(SoupServerMessage *message, const ClientAddress &client_address);
    Incoming(const Incoming &) = delete;
    Incoming &operator=(const Incoming &) = delete;

    /// The path could be decoded. Otherwise the request has a client's address and headers, and nothing else.
    bool valid() const { return valid_; }
    bool wants_websocket() const;
    const HttpRequest &request() const { return request_; }

private:
    SoupServerMessage *const message_;
    bool valid_ = false;
    std::string path_;
    std::string address_;
    Handle<GBytes> body_;
    HttpRequest request_;
};

/// Hands `response` to libsoup, which drops the body of an answer to HEAD.
void respond(SoupServerMessage *message, const HttpResponse &response);

} // namespace callbooth::net
