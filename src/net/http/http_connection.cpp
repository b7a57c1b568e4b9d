// SPDX-License-Identifier: MIT
#include "net/http/http_connection.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <sys/socket.h>

#include "net/http/proxy_header.hpp"

namespace callbooth::net {

namespace {
using std::chrono::milliseconds;

constexpr size_t read_at_once = 16384;            // bytes; a record of TLS, too
constexpr int steps_per_turn = 64;                // others get their turn after so many
constexpr int discard_steps = 8;                  // of those: a client that is refused is in no hurry
constexpr size_t max_discarded = size_t{2} << 20; // bytes; a client that sends on does not look at the answer
constexpr char tls_handshake = 0x16;              // the first byte of a TLS connection, RFC 8446 section 5.1
constexpr std::string_view hundred = "HTTP/1.1 100 Continue\r\n\r\n";
} // namespace

HttpConnection::HttpConnection(HttpConnectionOwner &owner, Descriptor fd, Origin origin, const HeadLimits &limits,
                               const HttpDeadlines &deadlines)
    : owner_(owner), fd_(std::move(fd)), origin_(std::move(origin)), deadlines_(deadlines), reader_(limits) {
    phase_ = origin_.expects_proxy_header ? Phase::introduces : first_phase();
    allow(phase_ == Phase::reads ? deadlines_.head : deadlines_.handshake);
}

HttpConnection::Phase HttpConnection::first_phase() const { return origin_.credentials ? Phase::begins : Phase::reads; }

void HttpConnection::allow(milliseconds time, size_t bytes) {
    deadline_ = Clock::now() + time + milliseconds(1000 * bytes / deadlines_.slowest);
}

void HttpConnection::advance() {
    if (std::exchange(advancing_, true))
        return;
    int steps = 0;
    while (steps < steps_per_turn && step())
        steps += phase_ == Phase::lingers ? discard_steps : 1;
    advancing_ = false;
    if (steps >= steps_per_turn && phase_ != Phase::ended)
        owner_.postpone(*this);
}

bool HttpConnection::step() {
    switch (phase_) {
    case Phase::introduces: return introduce();
    case Phase::begins: return begin();
    case Phase::shakes_hands: return shake_hands();
    case Phase::reads: return read_request();
    case Phase::answers: return send_answer();
    case Phase::lingers: return discard();
    case Phase::ended: return false;
    }
    return false;
}

bool HttpConnection::introduce() {
    std::array<char, max_proxy_header> bytes;
    const auto size = ::recv(fd(), bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    const auto header = read_proxy_header({bytes.data(), static_cast<size_t>(std::max<ssize_t>(size, 0))});
    if (size > 0 && header.state == ProxyHeader::State::incomplete)
        return false;
    if (size <= 0 || header.state == ProxyHeader::State::wrong) {
        end(HttpEnd::handshake, "it is a trusted proxy's and does not begin with a header of the PROXY protocol");
        return false;
    }
    ::recv(fd(), bytes.data(), header.size, MSG_DONTWAIT);
    phase_ = first_phase();
    if (header.address.empty())
        return true;
    origin_.address = header.address;
    if (!owner_.introduced(*this))
        end(HttpEnd::closed);
    return phase_ != Phase::ended;
}

bool HttpConnection::begin() {
    char first = 0;
    const auto size = ::recv(fd(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    const bool is_tls = size == 1 && first == tls_handshake;
    if (!is_tls && (size != 1 || std::isupper(static_cast<unsigned char>(first)) == 0)) {
        end(HttpEnd::handshake, "it speaks neither TLS nor HTTP");
        return false;
    }
    phase_ = is_tls ? Phase::shakes_hands : Phase::reads;
    if (is_tls)
        session_ = std::make_unique<TlsSession>(fd(), origin_.credentials);
    return true;
}

bool HttpConnection::shake_hands() {
    const auto step = session_->handshake();
    const bool wants_room = step == TlsSession::Step::wants_room;
    if (wants_room != std::exchange(waits_for_room_, wants_room))
        owner_.watch_room(*this, wants_room);
    if (step == TlsSession::Step::failed)
        end(HttpEnd::handshake, session_->failure());
    if (step != TlsSession::Step::done)
        return false;
    phase_ = Phase::reads;
    allow(deadlines_.head);
    return true;
}

bool HttpConnection::read_request() {
    switch (reader_.next()) {
    case RequestReader::Step::refused: refuse(reader_.refusal()); return true;
    case RequestReader::Step::request:
        phase_ = Phase::answers;
        keeps_ = request().head.keep_alive;
        is_head_ = request().head.method == "HEAD";
        answer_is_over_ = false;
        took_ = 0;
        allow(deadlines_.stalled);
        if (account())
            serve();
        return true;
    case RequestReader::Step::more: break;
    }
    if (!account())
        return true;
    if (reader_.in_body() && !in_body_) {
        allow(deadlines_.stalled, request().head.content_length);
        await_body();
    }
    if (reader_.take_continue())
        write(hundred);
    flush();
    return phase_ == Phase::reads && receive();
}

void HttpConnection::serve() {
    if (std::exchange(in_body_, false))
        owner_.body_changed(*this, BodyState::whole);
    if (phase_ == Phase::answers)
        owner_.serve(*this);
}

void HttpConnection::await_body() {
    in_body_ = true;
    owner_.body_changed(*this, BodyState::awaited);
}

void HttpConnection::lose_body() {
    if (std::exchange(in_body_, false))
        owner_.body_changed(*this, BodyState::lost);
}

bool HttpConnection::receive() {
    std::array<char, read_at_once> buffer;
    const ssize_t size = session_ ? session_->read(buffer.data(), buffer.size())
                                  : ::recv(fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return errno == EINTR;
    if (size <= 0) {
        end(HttpEnd::closed);
        return false;
    }
    if (reader_.is_idle())
        allow(deadlines_.head);
    reader_.feed({buffer.data(), static_cast<size_t>(size)});
    return true;
}

bool HttpConnection::account() {
    const size_t now = phase_ == Phase::ended ? 0 : reader_.body_bytes();
    const size_t before = std::exchange(held_, now);
    if (now == before || owner_.hold(*this, before, now))
        return true;
    refuse(Refusal::no_room);
    return false;
}

void HttpConnection::refuse(Refusal refusal) {
    owner_.refused(*this, refusal);
    const auto &answer = answer_to(refusal);
    output_ += short_answer(answer.status, answer.phrase, answer.text, refusal == Refusal::no_room);
    linger();
    const bool had_head = refusal == Refusal::long_body || refusal == Refusal::chunked;
    if (had_head && !in_body_)
        await_body();
    lose_body();
}

void HttpConnection::linger() {
    phase_ = Phase::lingers;
    allow(deadlines_.lingers);
}

bool HttpConnection::say_goodbye() {
    flush();
    if (!output_.empty() || phase_ == Phase::ended)
        return false;
    if (std::exchange(said_goodbye_, true))
        return true;
    if (session_)
        session_->say_goodbye();
    ::shutdown(fd(), SHUT_WR);
    return true;
}

bool HttpConnection::discard() {
    if (!say_goodbye())
        return false;
    // Closing with bytes unread would take the answer back (RFC 9112 section 9.6).
    std::array<char, read_at_once> buffer;
    const ssize_t size = ::recv(fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    discarded_ += static_cast<size_t>(std::max<ssize_t>(size, 0));
    if (size == 0 || discarded_ > max_discarded || (size < 0 && errno != EAGAIN && errno != EINTR))
        end(HttpEnd::closed);
    return size > 0 && phase_ != Phase::ended;
}

void HttpConnection::write(std::string_view bytes) {
    output_ += bytes;
    if (!advancing_)
        flush();
}

void HttpConnection::finish(bool whole) {
    on_room = on_gone = nullptr;
    answer_is_over_ = true;
    if (!whole)
        return end(HttpEnd::closed);
    if (std::exchange(is_resumed_, false)) // a handler of the next request must not run within HttpReply::send
        return owner_.postpone(*this);
    advance();
}

void HttpConnection::peer_closed() {
    peer_closed_ = true;
    if (is_deferred_)
        end(HttpEnd::closed);
}

void HttpConnection::defer() {
    is_deferred_ = true;
    deadline_ = Clock::time_point::max();
    reader_.forget_request();
    account();
    if (peer_closed_)
        end(HttpEnd::closed);
}

void HttpConnection::resume() {
    is_deferred_ = false;
    is_resumed_ = true;
    took_ = 0;
    allow(deadlines_.stalled);
}

bool HttpConnection::send_answer() {
    flush();
    if (!answer_is_over_ || !output_.empty() || phase_ != Phase::answers)
        return false;
    if (!keeps_) {
        linger();
        return true;
    }
    phase_ = Phase::reads;
    was_served_ = true;
    allow(origin_.idle);
    return true;
}

ssize_t HttpConnection::send_some() {
    const ssize_t size = session_ ? session_->write(output_.data(), output_.size())
                                  : ::send(fd(), output_.data(), output_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return size < 0 ? -errno : size;
}

void HttpConnection::flush() {
    ssize_t size = 0;
    size_t sent = 0;
    while (!output_.empty() && phase_ != Phase::ended && (size = send_some()) > 0) {
        output_.erase(0, static_cast<size_t>(size));
        sent += static_cast<size_t>(size);
    }
    if (size < 0 && size != -EAGAIN && size != -EINTR)
        return end(HttpEnd::closed);
    if (const bool waits = !output_.empty(); waits != std::exchange(waits_for_room_, waits))
        owner_.watch_room(*this, waits);
    if (output_.empty())
        output_ = std::string();
    if (sent == 0 || phase_ != Phase::answers)
        return;
    took_ += sent;
    if (on_room)
        on_room();
}

HttpConnection::Released HttpConnection::release() {
    phase_ = Phase::ended;
    account();
    owner_.ended(*this, HttpEnd::released, "");
    return {std::move(fd_), std::move(session_), reader_.take_rest()};
}

bool HttpConnection::keeps_up() {
    const auto least = deadlines_.slowest * static_cast<uint64_t>(deadlines_.stalled.count()) / 1000;
    if (phase_ != Phase::answers || took_ < least)
        return false;
    took_ = 0;
    allow(deadlines_.stalled);
    return true;
}

void HttpConnection::check(Clock::time_point now) {
    if (deadline_ > now || keeps_up())
        return;
    const bool is_handshake = phase_ < Phase::reads;
    const bool is_idle = phase_ == Phase::lingers || (phase_ == Phase::reads && was_served_ && reader_.is_idle());
    end(is_handshake ? HttpEnd::handshake : is_idle ? HttpEnd::idle : HttpEnd::slow, "it took too long");
}

void HttpConnection::end(HttpEnd why, const char *detail) {
    if (std::exchange(phase_, Phase::ended) == Phase::ended)
        return;
    if (session_ && !said_goodbye_)
        session_->say_goodbye();
    account();
    fd_ = Descriptor();
    on_room = nullptr;
    const auto gone = std::exchange(on_gone, nullptr);
    owner_.ended(*this, why, detail);
    lose_body();
    if (gone) // may end all that have not ended
        gone();
}

} // namespace callbooth::net
