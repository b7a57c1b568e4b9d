// SPDX-License-Identifier: MIT
#include "question.hpp"

#include <array>
#include <memory>

namespace callbooth::find {
namespace {

constexpr size_t max_body_bytes = 512;

}

// Lives from the request to its last callback, which comes even after a cancellation; `owner` is valid only before one.
struct Question::Exchange {
    Question *owner;
    Ref<GCancellable> cancellable;
    Ref<SoupMessage> message;
    Connection accept;
    std::array<char, max_body_bytes> body{};

    bool cancelled() const { return g_cancellable_is_cancelled(cancellable.get()); }
};

Question::Question(Options options) : options_(options), session_(Ref<SoupSession>::adopt(soup_session_new())) {
    soup_session_set_timeout(session_.get(), static_cast<guint>(options_.timeout.count()));
}

void Question::ask(const std::string &url, const std::string &token, Done done) {
    cancel();
    auto exchange = std::make_unique<Exchange>();
    exchange->owner = this;
    exchange->message = Ref<SoupMessage>::adopt(soup_message_new("GET", url.c_str()));
    exchange->cancellable = cancellable_ = Ref<GCancellable>::adopt(g_cancellable_new());
    done_ = std::move(done);
    if (!options_.verify_tls) {
        using Accept = gboolean(SoupMessage *, GTlsCertificate *, GTlsCertificateFlags);
        exchange->accept = Connection::make<Accept>(exchange->message.get(), "accept-certificate",
                                                    [](auto...) -> gboolean { return TRUE; });
    }
    SoupMessage *message = exchange->message.get();
    if (!token.empty())
        soup_message_headers_replace(soup_message_get_request_headers(message), "X-Token", token.c_str());
    soup_session_send_async(session_.get(), message, G_PRIORITY_DEFAULT, cancellable_.get(), &Question::head_arrived,
                            exchange.release());
}

void Question::head_arrived(GObject *session, GAsyncResult *result, gpointer data) {
    std::unique_ptr<Exchange> exchange(static_cast<Exchange *>(data));
    Handle<GError> error;
    const auto stream = Ref<GInputStream>::adopt(soup_session_send_finish(SOUP_SESSION(session), result, Out(error)));
    if (exchange->cancelled())
        return;
    if (!stream)
        return exchange->owner->finish({.trouble = error->message});
    // Only the beginning is read: whatever sends more than an id is not what we look for.
    char *body = exchange->body.data();
    GCancellable *cancellable = exchange->cancellable.get();
    g_input_stream_read_all_async(stream.get(), body, max_body_bytes, G_PRIORITY_DEFAULT, cancellable,
                                  &Question::body_arrived, exchange.release());
}

void Question::body_arrived(GObject *stream, GAsyncResult *result, gpointer data) {
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

void Question::finish(const Reply &reply) {
    cancellable_.reset();
    const Done done = std::exchange(done_, nullptr); // it may ask again
    detail::guarded([&] { done(reply); });
}

void Question::cancel() {
    if (cancellable_)
        g_cancellable_cancel(cancellable_.get());
    cancellable_.reset();
    done_ = nullptr;
}

} // namespace callbooth::find
