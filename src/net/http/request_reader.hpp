// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "net/http/request_head.hpp"

namespace callbooth::net {

/// One request, whole. Does not move: the head's views point into the text.
struct Request {
    std::string text; ///< of the head
    RequestHead head;
    std::string body;
};

/// Cuts the bytes of one connection into requests, without I/O. The only reader of what clients send over HTTP.
class RequestReader {
public:
    enum class Step : uint8_t { more, request, refused };

    explicit RequestReader(const HeadLimits &limits) : limits_(limits) {}
    RequestReader(const RequestReader &) = delete;
    RequestReader &operator=(const RequestReader &) = delete;

    void feed(std::string_view bytes) { input_.append(bytes); }
    /// Looks for the next request, and forgets the one before. After `refused` there is nothing more to read.
    Step next();

    /// Valid until `next`.
    const Request &request() const { return request_; }
    /// Frees the memory of `request` before that.
    void forget_request();
    Refusal refusal() const { return refusal_; }
    /// The head is there, its body is not.
    bool in_body() const { return in_body_; }
    /// True once for a body whose client waits for `100 Continue`.
    bool take_continue();
    /// Nothing of a further request came.
    bool is_idle() const { return input_.empty() && !in_body_; }
    /// Bytes of bodies.
    size_t body_bytes() const { return request_.body.size() + (in_body_ ? input_.size() : 0); }
    /// Takes what came behind the request.
    std::string take_rest() { return std::exchange(input_, {}); }

private:
    Step refuse(Refusal refusal);
    Step read_next_head();
    Step read_body();
    /// Of a head that goes on.
    Step judge_beginning();
    std::string take(size_t size);

    const HeadLimits limits_;
    std::string input_;
    HeadScan scan_;
    Request request_;
    Refusal refusal_ = Refusal::line;
    bool in_body_ = false;
    bool skipped_line_ = false; ///< the empty line that may stand before a request, RFC 9112 section 2.2
};

} // namespace callbooth::net
