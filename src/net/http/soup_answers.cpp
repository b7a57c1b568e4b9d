// SPDX-License-Identifier: MIT
#include "net/http/soup_answers.hpp"

#include <algorithm>

#include "net/tcp.hpp"

namespace callbooth {
template <> struct HandleTraits<GSource> {
    static void free(GSource *p) { g_source_unref(p); }
};
} // namespace callbooth

namespace callbooth::net {

namespace {

constexpr const char *answer_key = "callbooth-answer";
constexpr int upgrade_required = 426;
constexpr int most_unsent = 131072;   // bytes of a large answer in the kernel
constexpr size_t share = 65536;       // bytes that an answer may write before others have their turn
constexpr size_t shares_per_turn = 2; // the kernel copies some 600 MB a second into new memory
constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: callbooth\r\n\r\n";
constexpr std::string_view head = "HEAD / HTTP/1.1\r\nHost: callbooth\r\n\r\n";

} // namespace

/// One answer under way: what ties libsoup's objects to a connection.
struct SoupAnswers::Answer : std::enable_shared_from_this<Answer> {
    Answer(SoupAnswers &owner, HttpConnection &target, HttpResponse answer)
        : answers(owner), connection(&target), response(std::move(answer)) {}

    SoupAnswers &answers;
    HttpConnection *connection; ///< null when it has gone, or when the answer is over
    HttpResponse response;
    size_t left = share; ///< of the bytes that it may write before others have their turn
    bool is_whole = false;
    bool is_queued = false;         ///< for its next share
    Connection written;             ///< until it is over, for it holds the message
    Handle<GSource> waits_for_room; ///< libsoup's; let go of when it is ready, for it holds the stream

    bool has_room() const { return connection && connection->room() > 0; }
    bool is_ready() const { return !connection || (left > 0 && has_room()); }
    void wait(GSource *source) {
        waits_for_room.reset(g_source_ref(source));
        if (is_ready())
            wake();
        else if (has_room())
            answers.queue(*this);
    }
    void wake() {
        if (waits_for_room)
            g_source_set_ready_time(waits_for_room.get(), 0);
        waits_for_room.reset();
    }
    void go_on() {
        left = share;
        is_queued = false;
        wake();
    }
    void lose_connection() {
        connection = nullptr;
        wake();
    }
    void over() {
        auto *const target = connection;
        written.disconnect();
        lose_connection();
        if (target)
            target->finish(is_whole);
    }
};

namespace {

using Answer = SoupAnswers::Answer;
using SharedAnswer = std::shared_ptr<Answer>;

/// Where libsoup writes to.
struct Output {
    GOutputStream parent;
    SharedAnswer *answer;
};
struct OutputClass {
    GOutputStreamClass parent;
};
using CallboothAnswerOutput = Output;
using CallboothAnswerOutputClass = OutputClass;

GType callbooth_answer_output_get_type();
void output_pollable(GPollableOutputStreamInterface *interface);

// NOLINTBEGIN(performance-no-int-to-ptr): GLib's macros
G_DEFINE_TYPE_WITH_CODE(CallboothAnswerOutput, callbooth_answer_output, G_TYPE_OUTPUT_STREAM,
                        G_IMPLEMENT_INTERFACE(G_TYPE_POLLABLE_OUTPUT_STREAM, output_pollable))
// NOLINTEND(performance-no-int-to-ptr)

Answer &answer_of(void *stream) { return **static_cast<Output *>(stream)->answer; }

gssize fail(GIOErrorEnum code, const char *text, GError **error) {
    g_set_error_literal(error, G_IO_ERROR, code, text);
    return -1;
}

gssize write_now(Answer &answer, const void *data, gsize size, GError **error) {
    if (!answer.connection)
        return fail(G_IO_ERROR_BROKEN_PIPE, "the client has gone", error);
    const gsize taken = std::min({size, answer.connection->room(), answer.left});
    if (taken == 0)
        return fail(G_IO_ERROR_WOULD_BLOCK, "the client has to read first, or others have their turn", error);
    answer.left -= taken;
    answer.connection->write({static_cast<const char *>(data), taken});
    return static_cast<gssize>(taken);
}

/// A source that `Answer::wake` makes ready.
GSource *wait_for_room(GPollableOutputStream *stream, GCancellable *) {
    GSource *source = g_pollable_source_new(G_OBJECT(stream));
    answer_of(stream).wait(source);
    return source;
}

void callbooth_answer_output_init(Output *) {}

void callbooth_answer_output_class_init(OutputClass *klass) {
    G_OBJECT_CLASS(klass)->finalize = [](GObject *object) {
        delete reinterpret_cast<Output *>(object)->answer;
        G_OBJECT_CLASS(callbooth_answer_output_parent_class)->finalize(object);
    };
    klass->parent.write_fn = [](GOutputStream *stream, const void *data, gsize size, GCancellable *, GError **error) {
        return write_now(answer_of(stream), data, size, error);
    };
    klass->parent.close_fn = [](GOutputStream *stream, GCancellable *, GError **) -> gboolean {
        answer_of(stream).over();
        return TRUE;
    };
}

void output_pollable(GPollableOutputStreamInterface *interface) {
    interface->is_writable = [](GPollableOutputStream *stream) -> gboolean { return answer_of(stream).is_ready(); };
    interface->create_source = wait_for_room;
    interface->write_nonblocking = [](GPollableOutputStream *stream, const void *data, gsize size, GError **error) {
        return write_now(answer_of(stream), data, size, error);
    };
}

Ref<GIOStream> make_stream(std::string_view request, const SharedAnswer &answer) {
    const auto input = Ref<GInputStream>::adopt(
        g_memory_input_stream_new_from_data(request.data(), static_cast<gssize>(request.size()), nullptr));
    const auto output = Ref<GOutputStream>::adopt(g_object_new(callbooth_answer_output_get_type(), nullptr));
    output.as<Output>()->answer = new SharedAnswer(answer);
    return Ref<GIOStream>::adopt(g_simple_io_stream_new(input.get(), output.get()));
}

/// The status and the headers. False when an answer of this status has no body.
bool fill_in_head(SoupServerMessage *message, const HttpResponse &response) {
    const char *phrase = response.status == upgrade_required ? "Upgrade Required" : nullptr; // libsoup has none for it
    soup_server_message_set_status(message, static_cast<guint>(response.status), phrase);
    auto *headers = soup_server_message_get_response_headers(message);
    for (const auto &[name, value] : response.headers)
        soup_message_headers_append(headers, name.c_str(), value.c_str());
    if (response.status == 304 || response.status == 204) {
        soup_message_headers_set_encoding(headers, SOUP_ENCODING_NONE);
        return false;
    }
    if (!response.type.empty())
        soup_message_headers_set_content_type(headers, response.type.c_str(), nullptr);
    return true;
}

Answer &answer_of_message(SoupServerMessage *message) {
    auto *remote = soup_server_message_get_remote_address(message);
    return **static_cast<SharedAnswer *>(g_object_get_data(G_OBJECT(remote), answer_key));
}

void end_connection_of(SoupServerMessage *message) {
    if (auto *connection = answer_of_message(message).connection)
        connection->end(HttpEnd::closed);
}

void fill_in(SoupServerMessage *message, ResponseBodies &bodies) {
    auto &answer = answer_of_message(message);
    answer.written = Connection::make<void(SoupServerMessage *)>(
        message, "wrote-body", [&answer](SoupServerMessage *) { answer.is_whole = true; });
    if (fill_in_head(message, answer.response))
        bodies.send(message, std::move(answer.response));
}

} // namespace

SoupAnswers::SoupAnswers(size_t response_memory, Log log)
    : soup_(Ref<SoupServer>::adopt(g_object_new(SOUP_TYPE_SERVER, nullptr))),
      bodies_(response_memory, std::move(log), end_connection_of) {
    soup_server_add_handler(
        soup_.get(), nullptr,
        [](SoupServer *, SoupServerMessage *message, const char *, GHashTable *, gpointer bodies) {
            detail::guarded([&] { fill_in(message, *static_cast<ResponseBodies *>(bodies)); });
        },
        &bodies_, nullptr);
    const std::array signals{"request-finished", "request-aborted"};
    for (size_t i = 0; i < signals.size(); ++i)
        over_[i] = Connection::make<void(SoupServer *, SoupServerMessage *)>(
            soup_.get(), signals[i], [this](SoupServer *, SoupServerMessage *message) { bodies_.release(message); });
}

SoupAnswers::~SoupAnswers() {
    clear();
    soup_server_remove_handler(soup_.get(), nullptr);
}

void SoupAnswers::clear() {
    soup_server_disconnect(soup_.get());
    queue_.clear();
    bodies_.clear();
}

void SoupAnswers::queue(Answer &answer) {
    if (std::exchange(answer.is_queued, true))
        return;
    queue_.push_back(answer.shared_from_this());
    if (!turn_.active())
        turn_ = Source::soon([this] { give_shares(); });
}

void SoupAnswers::give_shares() {
    for (size_t i = 0; i < shares_per_turn && !queue_.empty(); ++i) {
        queue_.front()->go_on();
        queue_.pop_front();
    }
    turn_ = queue_.empty() ? Source() : Source::soon([this] { give_shares(); });
}

void SoupAnswers::send(HttpConnection &connection, HttpResponse response) {
    if (size_of(response) > most_unsent)
        limit_unsent(connection.fd(), most_unsent);
    const auto answer = std::make_shared<Answer>(*this, connection, std::move(response));
    connection.on_room = [this, answer] {
        if (answer->waits_for_room)
            queue(*answer);
    };
    connection.on_gone = [answer] { answer->lose_connection(); };
    // Within libsoup this address object, which no other request has, stands for the answer.
    const auto remote = Ref<GSocketAddress>::adopt(g_inet_socket_address_new_from_string("127.0.0.1", 0));
    g_object_set_data_full(G_OBJECT(remote.get()), answer_key, new SharedAnswer(answer),
                           [](gpointer shared) { delete static_cast<SharedAnswer *>(shared); });
    const auto stream = make_stream(connection.is_head() ? head : get, answer);
    soup_server_accept_iostream(soup_.get(), stream.get(), remote.get(), remote.get(), nullptr);
}

} // namespace callbooth::net
