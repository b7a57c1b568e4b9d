// SPDX-License-Identifier: MIT
#include "net/http/incoming_request.hpp"

#include "net/http/url.hpp"

namespace callbooth::net {

IncomingRequest::IncomingRequest(const Request &request, const std::string &peer, const ClientAddress &client_address)
    : head_(request.head) {
    request_.method = head_.method;
    request_.header = [this](const char *name) { return header(name); };
    address_ = client_address.of(peer, request_.header);
    request_.address = address_;
    const auto question = head_.target.find('?');
    auto path = decode_path(head_.target.substr(0, question));
    if (!path)
        return;
    valid_ = true;
    path_ = std::move(*path);
    request_.path = path_;
    if (question != std::string_view::npos) {
        request_.query_text = head_.target.substr(question + 1);
        request_.query = parse_query(request_.query_text);
    }
    request_.body = request.body;
}

std::optional<std::string_view> IncomingRequest::header(const char *name) {
    const size_t count = head_.count(name);
    if (count < 2)
        return head_.field(name);
    auto &joined = joined_.emplace_back();
    for (const auto &field : head_.fields)
        if (equal_without_case(field.name, name))
            joined.append(joined.empty() ? "" : ", ").append(field.value);
    return joined;
}

} // namespace callbooth::net
