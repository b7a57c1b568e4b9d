// SPDX-License-Identifier: MIT
/// GLib from C++. The only place with a raw unref, g_free or g_signal_connect.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <gio/gio.h>

namespace callbooth {

/// Shared ownership of a GObject (or any type that g_object_ref takes).
template <class T> class Ref {
public:
    Ref() = default;
    Ref(const Ref &other) : object_(other.object_) {
        if (object_)
            g_object_ref(object_);
    }
    Ref(Ref &&other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    Ref &operator=(Ref other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Ref() {
        if (object_)
            g_object_unref(object_);
    }

    /// Takes over a reference that the caller owns ("transfer full").
    static Ref adopt(void *object) {
        Ref ref;
        ref.object_ = static_cast<T *>(object);
        return ref;
    }
    /// Adds a reference to an object that somebody else owns ("transfer none"); sinks a floating one.
    static Ref share(void *object) { return adopt(object ? g_object_ref_sink(object) : nullptr); }

    T *get() const { return object_; }
    template <class U> U *as() const { return reinterpret_cast<U *>(object_); }
    explicit operator bool() const { return object_ != nullptr; }
    void reset() { *this = Ref(); }

private:
    T *object_ = nullptr;
};

/// How a C type that is no GObject is freed. Specialise it beside the use of the type.
template <class T> struct HandleTraits;
template <> struct HandleTraits<char> {
    static void free(char *p) { g_free(p); }
};
template <> struct HandleTraits<GError> {
    static void free(GError *p) { g_error_free(p); }
};
template <> struct HandleTraits<GBytes> {
    static void free(GBytes *p) { g_bytes_unref(p); }
};
template <> struct HandleTraits<GMainLoop> {
    static void free(GMainLoop *p) { g_main_loop_unref(p); }
};
template <> struct HandleTraits<GUri> {
    static void free(GUri *p) { g_uri_unref(p); }
};

/// Sole ownership of a C object.
template <class T> struct HandleDeleter {
    void operator()(T *p) const { HandleTraits<T>::free(p); }
};
template <class T> using Handle = std::unique_ptr<T, HandleDeleter<T>>;

/// The out-parameter form of a Handle: `g_foo(..., Out(error))`.
template <class T> class Out {
public:
    explicit Out(Handle<T> &handle) : handle_(handle) {}
    Out(const Out &) = delete;
    Out &operator=(const Out &) = delete;
    ~Out() { handle_.reset(raw_); }
    operator T **() { return &raw_; } // NOLINT(google-explicit-constructor): it stands in for T **

private:
    Handle<T> &handle_;
    T *raw_ = nullptr;
};

namespace detail {
/// Runs `function` where an exception must not pass, because a C frame is above it.
template <class F, class R = std::invoke_result_t<F>> R guarded(F &&function) noexcept {
    try {
        return std::forward<F>(function)();
    } catch (const std::exception &e) {
        g_log("callbooth", G_LOG_LEVEL_CRITICAL, "unexpected: %s", e.what());
    }
    if constexpr (!std::is_void_v<R>)
        return R{};
}

template <class R, class... Args> struct SignalThunk {
    using Function = std::function<R(Args...)>;
    static R call(Args... args, gpointer data) {
        return guarded([&] { return (*static_cast<Function *>(data))(args...); });
    }
    static void destroy(gpointer data, GClosure *) { delete static_cast<Function *>(data); }
};
} // namespace detail

/// A connected GObject signal; disconnects itself. The handler runs on the thread that emits.
class Connection {
public:
    Connection() = default;
    Connection(Connection &&other) noexcept : object_(std::move(other.object_)), id_(std::exchange(other.id_, 0)) {}
    Connection &operator=(Connection &&other) noexcept {
        std::swap(object_, other.object_);
        std::swap(id_, other.id_);
        return *this;
    }
    ~Connection() { disconnect(); }

    /// `Connection::make<void(GstElement *, guint)>(object, "signal", handler)`: the signature is the
    /// C handler's without the trailing user data, and begins with the instance.
    template <class Signature, class F> static Connection make(gpointer object, const char *signal, F &&handler) {
        return connect(object, signal, std::function<Signature>(std::forward<F>(handler)));
    }

    void disconnect() {
        if (id_ != 0 && object_)
            g_signal_handler_disconnect(object_.get(), std::exchange(id_, 0));
        object_.reset();
    }

private:
    template <class R, class... Args>
    static Connection connect(gpointer object, const char *signal, std::function<R(Args...)> handler) {
        using Thunk = detail::SignalThunk<R, Args...>;
        Connection connection;
        connection.object_ = Ref<GObject>::share(object);
        connection.id_ = g_signal_connect_data(object, signal, G_CALLBACK(&Thunk::call),
                                               new std::function<R(Args...)>(std::move(handler)), &Thunk::destroy,
                                               G_CONNECT_DEFAULT);
        return connection;
    }

    Ref<GObject> object_;
    gulong id_ = 0;
};

/// A source on a main context; removes itself.
class Source {
public:
    using Again = std::function<bool()>;

    Source() = default;
    Source(Source &&other) noexcept : source_(std::exchange(other.source_, nullptr)) {}
    Source &operator=(Source &&other) noexcept {
        std::swap(source_, other.source_);
        return *this;
    }
    ~Source() { cancel(); }

    /// Calls `again` every `interval` until it returns false. `context` null: the default one.
    static Source every(std::chrono::milliseconds interval, Again again, GMainContext *context = nullptr) {
        return attach(g_timeout_source_new(static_cast<guint>(interval.count())), std::move(again), context);
    }
    /// Calls `function` once, after `delay`.
    static Source after(std::chrono::milliseconds delay, std::function<void()> function,
                        GMainContext *context = nullptr) {
        return every(delay, once(std::move(function)), context);
    }
    /// Calls `function` once, as soon as the context turns.
    static Source soon(std::function<void()> function, GMainContext *context = nullptr) {
        GSource *source = g_idle_source_new();
        g_source_set_priority(source, G_PRIORITY_DEFAULT);
        return attach(source, once(std::move(function)), context);
    }
    /// Takes over a source the caller made; `again` runs at each of its plain GSourceFunc dispatches.
    static Source attach(GSource *source, Again again, GMainContext *context = nullptr) {
        g_source_set_callback(
            source,
            [](gpointer data) -> gboolean {
                // A copy: the function may cancel (and so destroy) its own source.
                const auto function = *static_cast<std::shared_ptr<Again> *>(data);
                return detail::guarded([&] { return (*function)(); }) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
            },
            new std::shared_ptr<Again>(std::make_shared<Again>(std::move(again))),
            [](gpointer data) { delete static_cast<std::shared_ptr<Again> *>(data); });
        g_source_attach(source, context);
        Source owner;
        owner.source_ = source;
        return owner;
    }

    void cancel() {
        if (GSource *source = std::exchange(source_, nullptr)) {
            g_source_destroy(source);
            g_source_unref(source);
        }
    }
    /// Waiting to run (again).
    bool active() const { return source_ && !g_source_is_destroyed(source_); }

private:
    static Again once(std::function<void()> function) {
        return [function = std::move(function)] {
            function();
            return false;
        };
    }

    GSource *source_ = nullptr;
};

/// Runs `function` on `context` later, never at once, from any thread.
inline void post(GMainContext *context, std::function<void()> function) {
    auto *heap = new std::function<void()>(std::move(function));
    GSource *source = g_idle_source_new();
    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_source_set_callback(
        source,
        [](gpointer data) -> gboolean {
            detail::guarded([&] { (*static_cast<std::function<void()> *>(data))(); });
            return G_SOURCE_REMOVE;
        },
        heap, [](gpointer data) { delete static_cast<std::function<void()> *>(data); });
    g_source_attach(source, context);
    g_source_unref(source);
}

} // namespace callbooth
