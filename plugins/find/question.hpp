// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include <callbooth/glib.hpp>
#include <libsoup/soup.h>

namespace callbooth::find {

/// One HTTP GET at a time, with a short answer. Main context only.
class Question {
public:
    struct Options {
        std::chrono::seconds timeout;
        bool verify_tls = true;
    };
    struct Reply {
        unsigned status = 0;      ///< 0: there was no answer
        std::string_view body;    ///< its first 512 bytes
        std::string_view trouble; ///< why there was no answer
    };
    using Done = std::function<void(const Reply &)>;

    explicit Question(Options options);
    ~Question() { cancel(); }
    Question(const Question &) = delete;
    Question &operator=(const Question &) = delete;

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

} // namespace callbooth::find
