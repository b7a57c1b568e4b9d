// SPDX-License-Identifier: MIT
#include "engine.hpp"

#include <algorithm>

#include <callbooth/services/cors.hpp>

namespace callbooth::socketio {

namespace {
using Transport = EngineRequest::Transport;

SocketOptions socket_options(const EngineOptions &options) {
    return {.origins = options.origins,
            .max_message = options.session.max_payload,
            .messages_per_second = options.session.messages_per_second,
            .bytes_per_second = options.session.bytes_per_second,
            .asks_presence = true};
}

/// As HTTP allows it in a header.
bool is_field_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); });
}

bool is_octet_stream(const HttpRequest &request) {
    return request.header("Content-Type").value_or("") == "application/octet-stream";
}
} // namespace

Engine::Engine(HttpServer &http, TimerWheel &wheel, EngineOptions options, Sessions::Opened opened)
    : options_(std::move(options)), sessions_(options_.session, options_.limits, wheel, std::move(opened)) {
    gate_ = http.gate(options_.path, [this](const HttpRequest &request) { return look_at_handshake(request); });
    route_ = http.route_late(options_.path, [this](const HttpRequest &request, std::shared_ptr<HttpReply> reply) {
        answer(request, std::move(reply));
    });
    bodies_ = http.watch_bodies(options_.path, [this](const HttpRequest &request, BodyState state) {
        if (Session *session = session_of_post(request))
            session->follow_post(state);
    });
    if (options_.websocket)
        socket_ = http.websocket(
            options_.path, [this](const HttpRequest &request, WebSocket &socket) { accept(request, socket); },
            socket_options(options_));
}

bool Engine::is_enabled(Transport transport) const {
    return (transport == Transport::polling && options_.polling) ||
           (transport == Transport::websocket && options_.websocket);
}

HttpResponse Engine::refuse(const HttpRequest &request, EngineError error, std::string_view message) {
    ++refused_.at(static_cast<size_t>(error));
    return AnswerForm(options_.cors, request).refusal(error, message);
}

// Which requests are refused, in the order of the reference server

std::optional<EngineError> Engine::fault(const HttpRequest &request, const EngineRequest &wanted) {
    if (!is_enabled(wanted.transport))
        return EngineError::unknown_transport;
    if (!is_field_value(request.header("Origin").value_or("")))
        return EngineError::bad_request;
    if (wanted.sid.empty())
        return fault_of_handshake(request, wanted);
    const Session *session = sessions_.find(wanted.sid);
    if (session == nullptr)
        return EngineError::unknown_sid;
    const bool fits = wanted.is_upgrade ? wanted.transport == Transport::websocket
                                        : wanted.transport == Transport::polling && session->is_polling();
    return fits && wanted.is_version_4 ? std::nullopt : std::optional(EngineError::bad_request);
}

std::optional<EngineError> Engine::fault_of_handshake(const HttpRequest &request, const EngineRequest &wanted) const {
    if (request.method != "GET")
        return EngineError::bad_method;
    if (wanted.is_upgrade != (wanted.transport == Transport::websocket))
        return EngineError::bad_request;
    if (!options_.origins.empty() && parameter(request, "j")) // a script comes without its page's origin
        return EngineError::forbidden;
    if (!admits_origin(options_.origins, request, wanted.is_upgrade ? WithoutOrigin::refused : WithoutOrigin::admitted))
        return EngineError::forbidden;
    return wanted.is_version_4 ? std::nullopt : std::optional(EngineError::unsupported_version);
}

std::optional<HttpResponse> Engine::check(const HttpRequest &request, const EngineRequest &wanted) {
    if (const auto error = fault(request, wanted))
        return refuse(request, *error);
    return wanted.sid.empty() ? admit(request) : std::nullopt;
}

std::optional<HttpResponse> Engine::admit(const HttpRequest &request) {
    if (const auto why = guard ? guard(request) : std::nullopt)
        return refuse(request, EngineError::forbidden, *why);
    const AnswerForm form(options_.cors, request);
    auto admission = sessions_.admit(request.address);
    if (admission == Sessions::Admission::admitted)
        return {};
    auto response = admission == Sessions::Admission::full
                        ? form.refusal(503, EngineError::forbidden, "The server is full")
                        : form.refusal(429, EngineError::forbidden, "Too many connections from your address");
    response.headers.emplace_back("Retry-After", "5");
    return response;
}

// WebSockets

std::optional<HttpResponse> Engine::look_at_handshake(const HttpRequest &request) {
    const EngineRequest wanted(request);
    return wanted.is_upgrade ? check(request, wanted) : std::nullopt;
}

void Engine::accept(const HttpRequest &request, WebSocket &socket) {
    const EngineRequest wanted(request);
    if (wanted.sid.empty())
        return sessions_.open(request.address, socket, wanted.wants_base64);
    if (Session *session = sessions_.find(wanted.sid))
        session->take_probe(socket, wanted.wants_base64);
    else
        socket.close(WebSocket::normal, "");
}

// HTTP

void Engine::answer(const HttpRequest &request, std::shared_ptr<HttpReply> reply) {
    if (auto response = respond(request, reply))
        reply->send(std::move(*response));
}

std::optional<HttpResponse> Engine::respond(const HttpRequest &request, const std::shared_ptr<HttpReply> &reply) {
    const auto name = request.path.substr(std::min(request.path.size(), options_.path.size() + 1));
    if (files && !name.empty())
        if (auto file = files(request, name))
            return AnswerForm(options_.cors, request).with_headers(std::move(*file));
    if (request.method == "OPTIONS" && !options_.cors.origins.empty())
        return preflight(options_.cors, request);
    const EngineRequest wanted(request);
    if (auto refusal = check(request, wanted))
        return refusal;
    if (Session *session = wanted.sid.empty() ? nullptr : sessions_.find(wanted.sid))
        return serve(*session, request, reply);
    sessions_.open(request.address, Poll(reply, AnswerForm(options_.cors, request)));
    return {};
}

std::optional<HttpResponse> Engine::serve(Session &session, const HttpRequest &request,
                                          const std::shared_ptr<HttpReply> &reply) {
    const AnswerForm form(options_.cors, request);
    if (request.method == "POST")
        return take_post(session, request);
    if (request.method != "GET")
        return form.empty(500);
    session.take_poll(Poll(reply, form));
    return {};
}

Session *Engine::session_of_post(const HttpRequest &request) {
    const EngineRequest wanted(request);
    const bool is_post = request.method == "POST" && wanted.transport == Transport::polling && wanted.is_version_4;
    return is_post && !wanted.is_upgrade ? sessions_.find(wanted.sid) : nullptr;
}

HttpResponse Engine::take_post(Session &session, const HttpRequest &request) {
    const AnswerForm form(options_.cors, request);
    if (is_octet_stream(request)) {
        session.fail(Reason::transport_error);
        return form.empty(400);
    }
    const bool is_form = parameter(request, "j").has_value();
    return session.take_post(make_utf8(is_form ? posted_payload(request.body).value_or("") : request.body), form);
}

} // namespace callbooth::socketio
