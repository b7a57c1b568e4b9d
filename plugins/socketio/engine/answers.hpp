// SPDX-License-Identifier: MIT
/// The answers of an Engine.IO server over HTTP, without I/O.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/services/http.hpp>

namespace callbooth::socketio {

/// The refusals of the protocol, as they are numbered.
enum class EngineError : uint8_t {
    unknown_transport,
    unknown_sid,
    bad_method,
    bad_request,
    forbidden,
    unsupported_version
};
std::string_view to_string(EngineError error);

/// A parameter of the request's query; the last one where several have this name, as with the reference server.
std::optional<std::string> parameter(const HttpRequest &request, std::string_view name);

/// The parameters of a request.
struct EngineRequest {
    enum class Transport : uint8_t { none, polling, websocket };
    explicit EngineRequest(const HttpRequest &request);

    Transport transport = Transport::none;
    std::string sid; ///< empty for a handshake
    bool is_version_4 = false;
    bool wants_base64 = false; ///< binary messages as text, also over a WebSocket
    bool is_upgrade = false;   ///< asks for a WebSocket
};

/// Which pages may read the answers.
struct CorsOptions {
    std::vector<std::string> origins = {}; ///< `*`: all; empty: only those of the same origin
    bool credentials = false;
};
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;
HttpHeaders cors_headers(const CorsOptions &options, const HttpRequest &request);
/// The answer to OPTIONS.
HttpResponse preflight(const CorsOptions &options, const HttpRequest &request);

/// How one request wants to be answered.
class AnswerForm {
public:
    AnswerForm() = default;
    AnswerForm(const CorsOptions &cors, const HttpRequest &request);

    /// Packets, for a GET.
    HttpResponse packets(std::string payload) const;
    /// A POST was taken.
    HttpResponse taken() const;
    HttpResponse empty(int status) const;
    /// `message`: instead of the usual one.
    HttpResponse refusal(EngineError error, std::string_view message = {}) const;
    HttpResponse refusal(int status, EngineError error, std::string_view message) const;

    /// Any other answer, readable for the same pages.
    HttpResponse with_headers(HttpResponse response) const;

private:
    HttpHeaders headers_;
    std::optional<std::string> jsonp_; ///< digits; a script is wanted
    bool is_upgrade_ = false;
};

/// The payload in the form of a page that posts without XMLHttpRequest: the field `d`. Nullopt without one.
std::optional<std::string> posted_payload(std::string_view form);

} // namespace callbooth::socketio
