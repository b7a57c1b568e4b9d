// SPDX-License-Identifier: MIT
#include "net/http/request_reader.hpp"

#include <utility>

#include <glib.h>

namespace callbooth::net {

namespace {
constexpr std::string_view line_end = "\r\n";
constexpr std::string_view empty_chunks = "0\r\n\r\n"; // RFC 9112 section 7.1, without extensions and trailers
} // namespace

RequestReader::Step RequestReader::next() {
    if (in_body_)
        return read_body();
    request_.text.clear();
    request_.body = {};
    if (!skipped_line_ && input_.starts_with(line_end)) {
        input_.erase(0, line_end.size());
        skipped_line_ = true;
        scan_ = {};
    }
    return read_next_head();
}

bool RequestReader::take_continue() { return in_body_ && std::exchange(request_.head.expects_continue, false); }

void RequestReader::forget_request() {
    request_ = {};
    input_.shrink_to_fit();
}

RequestReader::Step RequestReader::refuse(Refusal refusal) {
    refusal_ = refusal;
    input_ = {};
    return Step::refused;
}

RequestReader::Step RequestReader::judge_beginning() {
    if (!input_.empty() && !g_ascii_isupper(input_.front()) && input_ != "\r")
        return refuse(Refusal::line);
    if (input_.size() <= limits_.head)
        return Step::more;
    return refuse(scan_.in_first_line() ? Refusal::long_target : Refusal::long_head);
}

RequestReader::Step RequestReader::read_next_head() {
    switch (scan_.look(input_)) {
    case HeadScan::Found::nothing_yet: return judge_beginning();
    case HeadScan::Found::broken_line: return refuse(Refusal::line);
    case HeadScan::Found::end: break;
    }
    request_.text = take(scan_.size());
    request_.head = {};
    scan_ = {};
    skipped_line_ = false;
    if (const auto refusal = read_head(request_.text, limits_, request_.head))
        return refuse(*refusal);
    in_body_ = true;
    return read_body();
}

RequestReader::Step RequestReader::read_body() {
    const size_t size = request_.head.chunked ? empty_chunks.size() : request_.head.content_length;
    if (request_.head.chunked && !empty_chunks.starts_with(std::string_view(input_).substr(0, size)))
        return refuse(Refusal::chunked);
    if (input_.size() < size)
        return Step::more;
    auto body = take(size);
    if (!request_.head.chunked)
        request_.body = std::move(body);
    in_body_ = false;
    return Step::request;
}

std::string RequestReader::take(size_t size) {
    if (size == input_.size())
        return std::exchange(input_, {});
    auto front = input_.substr(0, size);
    input_.erase(0, size);
    return front;
}

} // namespace callbooth::net
