// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answers.hpp"
#include "sessions.hpp"
#include <callbooth/event.hpp>
#include <callbooth/services/http.hpp>

namespace callbooth::socketio {

struct EngineOptions {
    std::string path; ///< without a slash at its end
    SessionOptions session = {};
    SessionLimits limits = {};
    bool polling = true;
    bool websocket = true;
    std::vector<std::string> origins = {}; ///< of pages that may connect; empty: all, and programs
    CorsOptions cors = {};
};

/// An Engine.IO server at one path of the HTTP server. Main context only.
class Engine {
public:
    /// Why a client may not open a session; shown to it.
    using Guard = std::function<std::optional<std::string>(const HttpRequest &)>;
    /// The answer for a name behind the path; nullopt when there is no such file.
    using Files = std::function<std::optional<HttpResponse>(const HttpRequest &, std::string_view name)>;

    /// Throws Error when the path is taken.
    Engine(HttpServer &http, TimerWheel &wheel, EngineOptions options, Sessions::Opened opened);

    Sessions &sessions() { return sessions_; }
    const Sessions &sessions() const { return sessions_; }
    /// Requests that were refused, as by EngineError.
    const std::array<uint64_t, 6> &refused() const { return refused_; }

    Guard guard;
    Files files;

private:
    /// Why a request is refused that needs no session.
    std::optional<HttpResponse> check(const HttpRequest &request, const EngineRequest &wanted);
    std::optional<EngineError> fault(const HttpRequest &request, const EngineRequest &wanted);
    std::optional<EngineError> fault_of_handshake(const HttpRequest &request, const EngineRequest &wanted) const;
    std::optional<HttpResponse> admit(const HttpRequest &request);
    HttpResponse refuse(const HttpRequest &request, EngineError error, std::string_view message = {});
    bool is_enabled(EngineRequest::Transport transport) const;

    std::optional<HttpResponse> look_at_handshake(const HttpRequest &request);
    void accept(const HttpRequest &request, WebSocket &socket);
    void answer(const HttpRequest &request, std::shared_ptr<HttpReply> reply);
    /// Nothing where the answer comes later.
    std::optional<HttpResponse> respond(const HttpRequest &request, const std::shared_ptr<HttpReply> &reply);
    std::optional<HttpResponse> serve(Session &session, const HttpRequest &request,
                                      const std::shared_ptr<HttpReply> &reply);
    HttpResponse take_post(Session &session, const HttpRequest &request);
    /// Null where it is something else, or has none.
    Session *session_of_post(const HttpRequest &request);

    const EngineOptions options_;
    std::array<uint64_t, 6> refused_{};
    Sessions sessions_;
    Subscription gate_;
    Subscription route_;
    Subscription bodies_;
    Subscription socket_;
};

} // namespace callbooth::socketio
