// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <string>

#include "net/http/client_address.hpp"
#include "net/http/request_reader.hpp"
#include <callbooth/services/http.hpp>

namespace callbooth::net {

/// A request as the API shows it. Lives shorter than the request.
class IncomingRequest {
public:
    /// `peer`: the address of the connection's other end.
    IncomingRequest(const Request &request, const std::string &peer, const ClientAddress &client_address);
    IncomingRequest(const IncomingRequest &) = delete;
    IncomingRequest &operator=(const IncomingRequest &) = delete;

    /// The path could be decoded. Otherwise the request has a method, a client's address and headers, and nothing else.
    bool valid() const { return valid_; }
    const HttpRequest &request() const { return request_; }

private:
    /// Several fields of one name are joined with commas (RFC 9110 section 5.3).
    std::optional<std::string_view> header(const char *name);

    const RequestHead &head_;
    bool valid_ = false;
    std::string path_;
    std::string address_;
    std::list<std::string> joined_; ///< headers that stand several times
    HttpRequest request_;
};

} // namespace callbooth::net
