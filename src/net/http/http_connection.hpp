// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/descriptor.hpp"
#include "net/http/request_reader.hpp"
#include "net/tls/tls_session.hpp"
#include <callbooth/services/http.hpp>

namespace callbooth::net {

class HttpConnection;

enum class HttpEnd : uint8_t {
    closed,    ///< by one of both sides, as HTTP wants it
    idle,      ///< no further request came
    slow,      ///< in sending a request, or in taking the answer
    handshake, ///< of TLS: it failed, or took too long
    stopped,   ///< the server stops
    released,  ///< it goes on with another protocol
};

/// How long a connection may take for each of its steps.
struct HttpDeadlines {
    std::chrono::milliseconds handshake{10000}; ///< of TLS
    std::chrono::milliseconds head{20000};      ///< from its first byte, and from the start of the connection
    std::chrono::milliseconds idle{20000};      ///< between two requests
    std::chrono::milliseconds stalled{30000};   ///< for a body; the speed of an answer is judged as often
    std::chrono::milliseconds lingers{2000};    ///< for the client to read the last answer
    std::chrono::milliseconds held{120000};     ///< for an answer that comes later
    size_t slowest = 16384;                     ///< bytes of body and answer a second
};

/// Who keeps the connections. Every call comes from within a call of the connection.
class HttpConnectionOwner {
public:
    virtual ~HttpConnectionOwner() = default;

    /// A request is whole: to be answered now or later with `write` and `finish`, or the connection is released.
    virtual void serve(HttpConnection &connection) = 0;
    virtual void refused(HttpConnection &connection, Refusal refusal) = 0;
    /// Of a request whose body does not come together with its head.
    virtual void body_changed(HttpConnection &connection, BodyState state) = 0;
    /// It holds so many bytes of a body now, and held so many before. False: that is too much.
    virtual bool hold(HttpConnection &connection, size_t before, size_t now) = 0;
    /// The proxy has named its client. False when that one may not have a connection.
    virtual bool introduced(HttpConnection &connection) = 0;
    /// Events are wanted for room to send, too.
    virtual void watch_room(HttpConnection &connection, bool wanted) = 0;
    /// It has had its share of this turn: `advance` is to be called in the next one.
    virtual void postpone(HttpConnection &connection) = 0;
    /// It has ended, or its descriptor belongs to somebody else now.
    virtual void ended(HttpConnection &connection, HttpEnd why, const char *detail) = 0;
};

/// A client's connection of HTTP/1.1, with or without TLS: reads requests one by one, and sends what answers them.
/// Never blocks. Main context only.
class HttpConnection {
public:
    using Clock = std::chrono::steady_clock;
    enum class Phase : uint8_t { introduces, begins, shakes_hands, reads, answers, lingers, ended };
    static constexpr size_t max_output = 65536; ///< bytes that wait for the client

    struct Origin {
        std::string address; ///< of the other end, or whom a header of the PROXY protocol names
        bool expects_proxy_header = false;
        std::shared_ptr<const TlsCredentials> credentials = nullptr; ///< null: speaks HTTP without TLS
        bool at_redirect_port = false;
        std::chrono::milliseconds idle{20000};
    };
    /// What is left of a connection that speaks another protocol from here on.
    struct Released {
        Descriptor fd;
        std::unique_ptr<TlsSession> tls;
        std::string early; ///< came behind the request
    };

    HttpConnection(HttpConnectionOwner &owner, Descriptor fd, Origin origin, const HeadLimits &limits,
                   const HttpDeadlines &deadlines);
    HttpConnection(const HttpConnection &) = delete;
    HttpConnection &operator=(const HttpConnection &) = delete;

    int fd() const { return fd_.get(); }
    const Origin &origin() const { return origin_; }
    bool is_secure() const { return session_ != nullptr; }
    Phase phase() const { return phase_; }
    bool waits_for_room() const { return waits_for_room_; }
    /// Empty once the connection was deferred.
    const Request &request() const { return reader_.request(); }
    /// The current request is one of HEAD.
    bool is_head() const { return is_head_; }
    /// Reads and sends as much as there is, and as the socket takes.
    void advance();
    /// Ends it when its deadline has passed.
    void check(Clock::time_point now);
    void end(HttpEnd why, const char *detail = "");
    /// The client has closed its sending direction, perhaps all.
    void peer_closed();

    /// The answer comes later: forgets the request, and has no deadline until `resume`. Ends when the client has closed
    /// its sending direction.
    void defer();
    void resume();

    /// Another request may follow this one.
    bool keeps() const { return keeps_; }
    void end_after_answer() { keeps_ = false; }
    /// Bytes that `write` should be called with at most.
    size_t room() const { return output_.size() < max_output ? max_output - output_.size() : 0; }
    void write(std::string_view bytes);
    /// The answer is over; one that is not whole ends the connection.
    void finish(bool whole);
    /// Called when there is room again. Both are for the current answer.
    std::function<void()> on_room;
    /// Called when the connection ends before the answer is over.
    std::function<void()> on_gone;

    /// Gives the connection away.
    Released release();

private:
    /// True to go on with the next step.
    bool step();
    Phase first_phase() const;
    /// Reads the header of the PROXY protocol.
    bool introduce();
    /// Whether it speaks TLS, or HTTP at once.
    bool begin();
    bool shake_hands();
    bool read_request();
    bool receive();
    bool send_answer();
    bool discard();
    void refuse(Refusal refusal);
    void serve();
    void await_body();
    void lose_body();
    void linger();
    /// True once all is sent, and the client knows that nothing follows.
    bool say_goodbye();
    void flush();
    ssize_t send_some();
    /// Reads its answer fast enough to go on.
    bool keeps_up();
    /// False, and refused, when it holds more than it may.
    bool account();
    void allow(std::chrono::milliseconds time, size_t bytes = 0);

    HttpConnectionOwner &owner_;
    Descriptor fd_;
    Origin origin_;
    const HttpDeadlines &deadlines_;
    RequestReader reader_;
    std::unique_ptr<TlsSession> session_;
    std::string output_; ///< what the socket has not taken
    Clock::time_point deadline_;
    size_t discarded_ = 0; ///< bytes that came after the last answer
    uint64_t took_ = 0;    ///< bytes of the answer that the client took since its speed was judged last
    size_t held_ = 0;      ///< bytes of bodies that the owner knows of
    Phase phase_ = Phase::begins;
    bool advancing_ = false;
    bool keeps_ = true;
    bool answer_is_over_ = false;
    bool waits_for_room_ = false;
    bool in_body_ = false;
    bool was_served_ = false; ///< a request before the one that is expected
    bool said_goodbye_ = false;
    bool is_head_ = false;
    bool is_deferred_ = false;
    bool is_resumed_ = false; ///< its answer was given by HttpReply
    bool peer_closed_ = false;
};

} // namespace callbooth::net
