// SPDX-License-Identifier: MIT
#include "answers.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <callbooth/json.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::socketio {

namespace {

constexpr std::array<std::string_view, 6> messages{
    "Transport unknown", "Session ID unknown", "Bad handshake method",
    "Bad request",       "Forbidden",          "Unsupported protocol version"};

bool is_allowed(const CorsOptions &options, std::string_view origin) {
    return std::find(options.origins.begin(), options.origins.end(), origin) != options.origins.end();
}

/// Of a header with commas.
bool lists(std::string_view text, std::string_view wanted) {
    for (size_t end = 0; end != text.npos; text.remove_prefix(end == text.npos ? 0 : end + 1)) {
        end = text.find(',');
        auto element = text.substr(0, end);
        while (element.starts_with(' '))
            element.remove_prefix(1);
        while (element.ends_with(' '))
            element.remove_suffix(1);
        if (element.size() == wanted.size() && g_ascii_strncasecmp(element.data(), wanted.data(), wanted.size()) == 0)
            return true;
    }
    return false;
}

/// JavaScript that calls the page's function with the payload.
std::string script(const std::string &index, std::string_view payload) {
    std::string text = Json(payload).dump();
    for (const auto &[separator, escaped] : {std::pair("\xe2\x80\xa8", "\\u2028"), {"\xe2\x80\xa9", "\\u2029"}})
        for (auto at = text.find(separator); at != text.npos; at = text.find(separator, at))
            text.replace(at, 3, escaped);
    return "___eio[" + index + "](" + text + ");";
}

std::string decode_form(std::string_view text) {
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '+', ' ');
    const Handle<char> decoded(g_uri_unescape_string(plain.c_str(), nullptr));
    return decoded ? decoded.get() : "";
}

/// Forms turn line feeds into CRLF, so that clients send `\n` and escape their own with one more backslash.
std::string unescape_lines(std::string_view text) {
    std::string lines;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with("\\\\n")) {
            lines += "\\n";
            i += 2;
        } else if (text.substr(i).starts_with("\\n")) {
            lines += '\n';
            ++i;
        } else {
            lines += text[i];
        }
    }
    return lines;
}

} // namespace

std::optional<std::string> parameter(const HttpRequest &request, std::string_view name) {
    auto rest = request.query_text;
    while (!rest.empty()) {
        const auto begin = rest.rfind('&') + 1; // 0 without one
        const auto pair = rest.substr(begin);
        rest = rest.substr(0, begin == 0 ? 0 : begin - 1);
        const auto found = pair.substr(0, pair.find('='));
        if (found == name || (found.find('%') != found.npos && decode_form(found) == name))
            return decode_form(pair.substr(std::min(pair.size(), found.size() + 1)));
    }
    return {};
}

std::string_view to_string(EngineError error) { return messages.at(static_cast<size_t>(error)); }

EngineRequest::EngineRequest(const HttpRequest &request)
    : sid(parameter(request, "sid").value_or("")), is_version_4(parameter(request, "EIO") == "4"),
      wants_base64(!parameter(request, "b64").value_or("").empty()),
      is_upgrade(lists(request.header("Upgrade").value_or(""), "websocket")) {
    const auto name = parameter(request, "transport");
    transport = name == "polling" ? Transport::polling : name == "websocket" ? Transport::websocket : Transport::none;
}

HttpHeaders cors_headers(const CorsOptions &options, const HttpRequest &request) {
    if (options.origins.empty())
        return {};
    HttpHeaders headers;
    const auto origin = request.header("Origin");
    const bool all = is_allowed(options, "*");
    if (all && !options.credentials)
        headers.emplace_back("Access-Control-Allow-Origin", "*");
    else
        headers.emplace_back("Vary", "Origin");
    if (origin && headers[0].first == "Vary" && (all || is_allowed(options, *origin)))
        headers.emplace_back("Access-Control-Allow-Origin", *origin);
    if (options.credentials)
        headers.emplace_back("Access-Control-Allow-Credentials", "true");
    return headers;
}

HttpResponse preflight(const CorsOptions &options, const HttpRequest &request) {
    HttpResponse response{.status = 204, .headers = cors_headers(options, request)};
    response.headers.emplace_back("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE");
    if (const auto wanted = request.header("Access-Control-Request-Headers")) {
        response.headers.emplace_back("Vary", "Access-Control-Request-Headers");
        response.headers.emplace_back("Access-Control-Allow-Headers", *wanted);
    }
    return response;
}

AnswerForm::AnswerForm(const CorsOptions &cors, const HttpRequest &request)
    : headers_(cors_headers(cors, request)), is_upgrade_(lists(request.header("Upgrade").value_or(""), "websocket")) {
    if (const auto index = parameter(request, "j")) {
        jsonp_.emplace();
        std::copy_if(index->begin(), index->end(), std::back_inserter(*jsonp_),
                     [](char c) { return c >= '0' && c <= '9'; });
    }
}

HttpResponse AnswerForm::with_headers(HttpResponse response) const {
    response.headers.insert(response.headers.end(), headers_.begin(), headers_.end());
    return response;
}

HttpResponse AnswerForm::packets(std::string payload) const {
    HttpResponse response{.type = jsonp_ ? "text/javascript; charset=UTF-8" : "text/plain; charset=UTF-8",
                          .body = jsonp_ ? script(*jsonp_, payload) : std::move(payload),
                          .headers = {{"Cache-Control", "no-store"}}};
    return with_headers(std::move(response));
}

HttpResponse AnswerForm::taken() const {
    return with_headers({.type = "text/html", .body = "ok", .headers = {{"Cache-Control", "no-store"}}});
}

HttpResponse AnswerForm::empty(int status) const { return with_headers({.status = status, .type = ""}); }

HttpResponse AnswerForm::refusal(EngineError error, std::string_view message) const {
    return refusal(is_upgrade_ || error != EngineError::forbidden ? 400 : 403, error,
                   message.empty() ? to_string(error) : message);
}

HttpResponse AnswerForm::refusal(int status, EngineError error, std::string_view message) const {
    if (is_upgrade_)
        return {.status = status, .type = "text/html", .body = std::string(message)};
    const Json::Object body{{"code", static_cast<int>(error)}, {"message", message}};
    return with_headers({.status = status, .type = "application/json", .body = body.dump()});
}

std::optional<std::string> posted_payload(std::string_view form) {
    const auto begin = form.starts_with("d=") ? 0 : form.find("&d=");
    if (begin == form.npos)
        return {};
    const auto field = form.substr(form.find('=', begin) + 1);
    return unescape_lines(decode_form(field.substr(0, field.find('&'))));
}

} // namespace callbooth::socketio
