// SPDX-License-Identifier: MIT
#include "net/tls_stream.hpp"

#include <cerrno>

namespace callbooth {
template <> struct HandleTraits<GSource> {
    static void free(GSource *p) { g_source_unref(p); }
};
} // namespace callbooth

namespace callbooth::net {

namespace {

/// What the three objects of a stream share. libsoup may keep its input or output for longer than the stream.
struct Channel {
    Ref<GSocketConnection> connection;
    std::unique_ptr<TlsSession> session; ///< null: closed, or taken
    std::string read_already;            ///< what is to be read before anything else

    bool has_something() const { return !read_already.empty() || (session && session->pending() > 0); }
};
using SharedChannel = std::shared_ptr<Channel>;

struct Input {
    GInputStream parent;
    SharedChannel *channel;
};
struct InputClass {
    GInputStreamClass parent;
};
struct Output {
    GOutputStream parent;
    SharedChannel *channel;
};
struct OutputClass {
    GOutputStreamClass parent;
};
struct Stream {
    GIOStream parent;
    SharedChannel *channel;
    struct Ends *ends;
};
struct Ends {
    Ref<GInputStream> input;
    Ref<GOutputStream> output;
};
struct StreamClass {
    GIOStreamClass parent;
};

void input_pollable(GPollableInputStreamInterface *interface);
void output_pollable(GPollableOutputStreamInterface *interface);

GType callbooth_tls_input_get_type();
GType callbooth_tls_output_get_type();
GType callbooth_tls_stream_get_type();
using CallboothTlsInput = Input;
using CallboothTlsInputClass = InputClass;
using CallboothTlsOutput = Output;
using CallboothTlsOutputClass = OutputClass;
using CallboothTlsStream = Stream;
using CallboothTlsStreamClass = StreamClass;

// NOLINTBEGIN(performance-no-int-to-ptr): GLib's macros
G_DEFINE_TYPE_WITH_CODE(CallboothTlsInput, callbooth_tls_input, G_TYPE_INPUT_STREAM,
                        G_IMPLEMENT_INTERFACE(G_TYPE_POLLABLE_INPUT_STREAM, input_pollable))
G_DEFINE_TYPE_WITH_CODE(CallboothTlsOutput, callbooth_tls_output, G_TYPE_OUTPUT_STREAM,
                        G_IMPLEMENT_INTERFACE(G_TYPE_POLLABLE_OUTPUT_STREAM, output_pollable))
G_DEFINE_TYPE(CallboothTlsStream, callbooth_tls_stream, G_TYPE_IO_STREAM)
// NOLINTEND(performance-no-int-to-ptr)

template <class T> Channel &channel_of(void *object) { return **static_cast<T *>(object)->channel; }

/// Of a read or a write that came to nothing.
gssize fail(int code, GError **error) {
    g_set_error_literal(error, G_IO_ERROR, g_io_error_from_errno(code), g_strerror(code));
    return -1;
}

gssize read_now(Channel &channel, void *buffer, gsize size, GError **error) {
    if (const auto size_now = channel.read_already.copy(static_cast<char *>(buffer), size); size_now > 0) {
        channel.read_already.erase(0, size_now);
        return static_cast<gssize>(size_now);
    }
    if (!channel.session)
        return fail(ECONNRESET, error);
    const ssize_t got = channel.session->read(static_cast<char *>(buffer), size);
    return got >= 0 ? got : fail(errno, error);
}

gssize write_now(Channel &channel, const void *data, gsize size, GError **error) {
    if (!channel.session)
        return fail(ECONNRESET, error);
    const ssize_t sent = channel.session->write(static_cast<const char *>(data), size);
    return sent >= 0 ? sent : fail(errno, error);
}

bool is_ready(const Channel &channel, GIOCondition condition) {
    return !channel.session || (condition == G_IO_IN && channel.has_something()) ||
           (g_socket_condition_check(g_socket_connection_get_socket(channel.connection.get()), condition) != 0);
}

/// Ready at once where the socket itself would not tell.
GSource *wait_for(const Channel &channel, void *stream, GIOCondition condition, GCancellable *cancellable) {
    const bool at_once = !channel.session || (condition == G_IO_IN && channel.has_something());
    auto *socket = g_socket_connection_get_socket(channel.connection.get());
    const Handle<GSource> child(at_once ? g_timeout_source_new(0)
                                        : g_socket_create_source(socket, condition, cancellable));
    g_source_set_dummy_callback(child.get());
    GSource *source = g_pollable_source_new(G_OBJECT(stream));
    g_source_add_child_source(source, child.get());
    return source;
}

void callbooth_tls_input_init(Input *) {}

void callbooth_tls_input_class_init(InputClass *klass) {
    G_OBJECT_CLASS(klass)->finalize = [](GObject *object) {
        delete reinterpret_cast<Input *>(object)->channel;
        G_OBJECT_CLASS(callbooth_tls_input_parent_class)->finalize(object);
    };
    klass->parent.read_fn = [](GInputStream *stream, void *buffer, gsize size, GCancellable *, GError **error) {
        return read_now(channel_of<Input>(stream), buffer, size, error);
    };
}

void input_pollable(GPollableInputStreamInterface *interface) {
    interface->is_readable = [](GPollableInputStream *stream) -> gboolean {
        return is_ready(channel_of<Input>(stream), G_IO_IN);
    };
    interface->create_source = [](GPollableInputStream *stream, GCancellable *cancellable) {
        return wait_for(channel_of<Input>(stream), stream, G_IO_IN, cancellable);
    };
    interface->read_nonblocking = [](GPollableInputStream *stream, void *buffer, gsize size, GError **error) {
        return read_now(channel_of<Input>(stream), buffer, size, error);
    };
}

void callbooth_tls_output_init(Output *) {}

void callbooth_tls_output_class_init(OutputClass *klass) {
    G_OBJECT_CLASS(klass)->finalize = [](GObject *object) {
        delete reinterpret_cast<Output *>(object)->channel;
        G_OBJECT_CLASS(callbooth_tls_output_parent_class)->finalize(object);
    };
    klass->parent.write_fn = [](GOutputStream *stream, const void *data, gsize size, GCancellable *, GError **error) {
        return write_now(channel_of<Output>(stream), data, size, error);
    };
}

void output_pollable(GPollableOutputStreamInterface *interface) {
    interface->is_writable = [](GPollableOutputStream *stream) -> gboolean {
        return is_ready(channel_of<Output>(stream), G_IO_OUT);
    };
    interface->create_source = [](GPollableOutputStream *stream, GCancellable *cancellable) {
        return wait_for(channel_of<Output>(stream), stream, G_IO_OUT, cancellable);
    };
    interface->write_nonblocking = [](GPollableOutputStream *stream, const void *data, gsize size, GError **error) {
        return write_now(channel_of<Output>(stream), data, size, error);
    };
}

void callbooth_tls_stream_init(Stream *) {}

void callbooth_tls_stream_class_init(StreamClass *klass) {
    G_OBJECT_CLASS(klass)->finalize = [](GObject *object) {
        auto *stream = reinterpret_cast<Stream *>(object);
        delete stream->ends;
        delete stream->channel;
        G_OBJECT_CLASS(callbooth_tls_stream_parent_class)->finalize(object);
    };
    klass->parent.get_input_stream = [](GIOStream *stream) {
        return reinterpret_cast<Stream *>(stream)->ends->input.get();
    };
    klass->parent.get_output_stream = [](GIOStream *stream) {
        return reinterpret_cast<Stream *>(stream)->ends->output.get();
    };
    klass->parent.close_fn = [](GIOStream *stream, GCancellable *, GError **error) -> gboolean {
        Channel &channel = channel_of<Stream>(stream);
        if (channel.session)
            channel.session->say_goodbye();
        channel.session.reset();
        return g_io_stream_close(G_IO_STREAM(channel.connection.get()), nullptr, error);
    };
}

bool is_tls(GIOStream *stream) { return G_TYPE_CHECK_INSTANCE_TYPE(stream, callbooth_tls_stream_get_type()) == TRUE; }

} // namespace

Ref<GIOStream> make_tls_stream(GSocketConnection *connection, std::unique_ptr<TlsSession> session,
                               std::string read_already) {
    const auto channel = std::make_shared<Channel>(
        Channel{Ref<GSocketConnection>::share(connection), std::move(session), std::move(read_already)});
    const auto make = [&]<class T>(GType type, T *) {
        auto *object = static_cast<T *>(g_object_new(type, nullptr));
        object->channel = new SharedChannel(channel);
        return object;
    };
    auto *stream = make(callbooth_tls_stream_get_type(), static_cast<Stream *>(nullptr));
    stream->ends =
        new Ends{Ref<GInputStream>::adopt(make(callbooth_tls_input_get_type(), static_cast<Input *>(nullptr))),
                 Ref<GOutputStream>::adopt(make(callbooth_tls_output_get_type(), static_cast<Output *>(nullptr)))};
    return Ref<GIOStream>::adopt(stream);
}

GSocketConnection *connection_of(GIOStream *stream) {
    return is_tls(stream) ? channel_of<Stream>(stream).connection.get() : G_SOCKET_CONNECTION(stream);
}

std::unique_ptr<TlsSession> take_tls_session(GIOStream *stream) {
    return is_tls(stream) ? std::move(channel_of<Stream>(stream).session) : nullptr;
}

} // namespace callbooth::net
