// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/trust.hpp>
#include <libsoup/soup.h>

namespace callbooth {

/// One HTTP GET at a time, with a short answer (RFC 9110). Needs libsoup-3.0. Main context only.
class HttpQuestion {
public:
    struct Options {
        std::chrono::seconds timeout;
        Trust trust = {};
        size_t max_bytes = 512; ///< of an answer; what follows is not read
    };
    struct Reply {
        unsigned status = 0;      ///< 0: there was no answer
        std::string_view body;    ///< its first `max_bytes`
        std::string_view trouble; ///< why there was no answer
    };
    using Done = std::function<void(const Reply &)>;

    explicit HttpQuestion(Options options)
        : options_(std::move(options)), session_(Ref<SoupSession>::adopt(soup_session_new())) {
        soup_session_set_timeout(session_.get(), static_cast<guint>(options_.timeout.count()));
        options_.trust.apply(session_.get());
    }
    ~HttpQuestion() { cancel(); }
    HttpQuestion(const HttpQuestion &) = delete;
    HttpQuestion &operator=(const HttpQuestion &) = delete;

    /// Throws Error that begins with the property's name when its value is not the address of a web server.
    static void check_url(const char *property, const std::string &url);

    bool pending() const { return static_cast<bool>(cancellable_); }
    /// Calls `done` once, later, unless it is cancelled. Cancels the one that is pending. `token` goes into the header
    /// X-Token, unless it is empty.
    void ask(const std::string &url, const std::string &token, Done done);
    void cancel();

private:
    struct Exchange;
    static void head_arrived(GObject *session, GAsyncResult *result, gpointer exchange);
    static void body_arrived(GObject *stream, GAsyncResult *result, gpointer exchange);
    void finish(const Reply &reply);

    Options options_;
    Ref<SoupSession> session_;
    Ref<GCancellable> cancellable_;
    Done done_;
};

// Lives from the request to its last callback, which comes even after a cancellation; `owner` is valid only before one.
struct HttpQuestion::Exchange {
    HttpQuestion *owner;
    Ref<GCancellable> cancellable;
    Ref<SoupMessage> message;
    Connection accept;
    std::string body;

    bool cancelled() const { return g_cancellable_is_cancelled(cancellable.get()); }
};

inline void HttpQuestion::check_url(const char *property, const std::string &url) {
    const std::string begin = std::string(property) + ": '" + url + "' ";
    Handle<GError> error;
    const Handle<GUri> uri(g_uri_parse(url.c_str(), static_cast<GUriFlags>(SOUP_HTTP_URI_FLAGS), Out(error)));
    if (!uri)
        throw Error(begin + "is no address: " + error->message);
    const std::string_view scheme = g_uri_get_scheme(uri.get());
    if (scheme != "http" && scheme != "https")
        throw Error(begin + "has to begin with http:// or https://");
    if (!g_uri_get_host(uri.get()) || !*g_uri_get_host(uri.get()))
        throw Error(begin + "names no host");
}

inline void HttpQuestion::ask(const std::string &url, const std::string &token, Done done) {
    cancel();
    auto exchange = std::make_unique<Exchange>();
    exchange->owner = this;
    exchange->message = Ref<SoupMessage>::adopt(soup_message_new("GET", url.c_str()));
    exchange->cancellable = cancellable_ = Ref<GCancellable>::adopt(g_cancellable_new());
    exchange->body.resize(options_.max_bytes);
    done_ = std::move(done);
    exchange->accept = options_.trust.apply(exchange->message.get());
    SoupMessage *message = exchange->message.get();
    if (!token.empty())
        soup_message_headers_replace(soup_message_get_request_headers(message), "X-Token", token.c_str());
    soup_session_send_async(session_.get(), message, G_PRIORITY_DEFAULT, cancellable_.get(),
                            &HttpQuestion::head_arrived, exchange.release());
}

inline void HttpQuestion::head_arrived(GObject *session, GAsyncResult *result, gpointer data) {
    std::unique_ptr<Exchange> exchange(static_cast<Exchange *>(data));
    Handle<GError> error;
    const auto stream = Ref<GInputStream>::adopt(soup_session_send_finish(SOUP_SESSION(session), result, Out(error)));
    if (exchange->cancelled())
        return;
    if (!stream)
        return exchange->owner->finish({.trouble = explain(exchange->message.get(), error.get())});
    std::string &body = exchange->body;
    GCancellable *cancellable = exchange->cancellable.get();
    g_input_stream_read_all_async(stream.get(), body.data(), body.size(), G_PRIORITY_DEFAULT, cancellable,
                                  &HttpQuestion::body_arrived, exchange.release());
}

inline void HttpQuestion::body_arrived(GObject *stream, GAsyncResult *result, gpointer data) {
    const std::unique_ptr<Exchange> exchange(static_cast<Exchange *>(data));
    Handle<GError> error;
    gsize size = 0;
    const bool read = g_input_stream_read_all_finish(G_INPUT_STREAM(stream), result, &size, Out(error));
    if (exchange->cancelled())
        return;
    if (!read)
        return exchange->owner->finish({.trouble = error->message});
    exchange->owner->finish(
        {.status = soup_message_get_status(exchange->message.get()), .body = {exchange->body.data(), size}});
}

inline void HttpQuestion::finish(const Reply &reply) {
    cancellable_.reset();
    const Done done = std::exchange(done_, nullptr); // it may ask again
    detail::guarded([&] { done(reply); });
}

inline void HttpQuestion::cancel() {
    if (cancellable_)
        g_cancellable_cancel(cancellable_.get());
    cancellable_.reset();
    done_ = nullptr;
}

} // namespace callbooth
