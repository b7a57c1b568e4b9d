// SPDX-License-Identifier: MIT
#include "net/incoming.hpp"

#include "net/url.hpp"

namespace callbooth::net {

namespace {
std::string_view view(const char *text) { return text ? text : std::string_view(); }
} // namespace

Incoming::Incoming(SoupServerMessage *message, const ClientAddress &client_address) : message_(message) {
    auto *headers = soup_server_message_get_request_headers(message);
    request_.header = [headers](const char *name) -> std::optional<std::string_view> {
        const char *value = soup_message_headers_get_list(headers, name);
        return value ? std::optional<std::string_view>(value) : std::nullopt;
    };
    address_ = client_address.of(view(soup_server_message_get_remote_host(message)), request_.header);
    request_.address = address_;
    GUri *uri = soup_server_message_get_uri(message);
    auto path = decode_path(view(g_uri_get_path(uri)));
    if (!path)
        return;
    valid_ = true;
    path_ = std::move(*path);
    request_.path = path_;
    request_.method = view(soup_server_message_get_method(message));
    request_.query = parse_query(view(g_uri_get_query(uri)));
    body_.reset(soup_message_body_flatten(soup_server_message_get_request_body(message)));
    gsize size = 0;
    const auto *bytes = static_cast<const char *>(g_bytes_get_data(body_.get(), &size));
    request_.body = {bytes, size};
}

bool Incoming::wants_websocket() const {
    return soup_message_headers_header_contains(soup_server_message_get_request_headers(message_), "Upgrade",
                                                "websocket");
}

void respond(SoupServerMessage *message, const HttpResponse &response) {
    soup_server_message_set_status(message, static_cast<guint>(response.status), nullptr);
    auto *headers = soup_server_message_get_response_headers(message);
    for (const auto &[name, value] : response.headers)
        soup_message_headers_append(headers, name.c_str(), value.c_str());
    if (response.status == 304 || response.status == 204) {
        soup_message_headers_set_encoding(headers, SOUP_ENCODING_NONE);
        return;
    }
    if (!response.type.empty())
        soup_message_headers_set_content_type(headers, response.type.c_str(), nullptr);
    soup_message_body_append(soup_server_message_get_response_body(message), SOUP_MEMORY_COPY, response.body.data(),
                             response.body.size());
}

} // namespace callbooth::net
