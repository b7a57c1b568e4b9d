// SPDX-License-Identifier: MIT
#include "net/http/response_bodies.hpp"

#include <algorithm>
#include <malloc.h>
#include <utility>

#include <fmt/format.h>

namespace callbooth::net {

namespace {

constexpr size_t piece_size = 65536;
constexpr size_t much = 16 << 20;        // bytes that are worth being given back
constexpr std::chrono::seconds grace{5}; // an answer that is taken at a usual speed is gone by then

using Text = std::shared_ptr<const std::string>;

/// libsoup keeps `text` until it is sent.
void append(SoupServerMessage *message, Text text) {
    const auto &content = *text;
    const Handle<GBytes> bytes(g_bytes_new_with_free_func(
        content.data(), content.size(), [](gpointer owner) { delete static_cast<Text *>(owner); },
        new Text(std::move(text))));
    soup_message_body_append_bytes(soup_server_message_get_response_body(message), bytes.get());
}

size_t next_size(const HttpPieces &pieces, uint64_t offset) {
    return static_cast<size_t>(std::min<uint64_t>(piece_size, pieces.size - offset));
}

} // namespace

uint64_t size_of(const HttpResponse &response) {
    if (response.pieces.read)
        return response.pieces.size;
    return response.shared_body ? response.shared_body->size() : response.body.size();
}

ResponseBodies::ResponseBodies(size_t limit, Log log, End end)
    : limit_(limit), warnings_(std::move(log)), end_(std::move(end)), context_(g_main_context_get_thread_default()) {}

void ResponseBodies::publish(Metrics &metrics) {
    numbers_.push_back(metrics.gauge({"callbooth_http_response_bytes", "memory of answers that are being read"},
                                     [this] { return bytes_; }));
    numbers_.push_back(
        metrics.gauge({"callbooth_http_response_bytes_limit", "how much it may be"}, [this] { return limit_; }));
    numbers_.push_back(metrics.counter(
        {"callbooth_http_connections_refused_total", "connections that were refused", {{"reason", "memory"}}},
        [this] { return refused_; }));
    numbers_.push_back(metrics.counter(
        {"callbooth_http_connections_dropped_total", "connections that were given up", {{"reason", "memory"}}},
        [this] { return ended_; }));
}

size_t ResponseBodies::cost(const HttpResponse &response) const {
    if (response.pieces.read)
        return next_size(response.pieces, 0);
    if (response.shared_body)
        return readers_.contains(response.shared_body.get()) ? 0 : response.shared_body->size();
    return response.body.size();
}

bool ResponseBodies::make_room(const HttpResponse &response, Clock::time_point now) {
    const size_t wanted = cost(response);
    while (bytes_ + wanted > limit_ && !holders_.empty() && now - answers_.at(holders_.front()).began >= grace)
        end_oldest();
    if (wanted == 0 || bytes_ + wanted <= limit_)
        return true;
    ++refused_;
    warnings_.tell(fmt::format("answers that are being read hold {} MiB: requests are refused until some are read "
                               "([http] response-memory)",
                               bytes_ >> 20));
    return false;
}

void ResponseBodies::end_oldest() {
    auto *message = holders_.front();
    ++ended_;
    give_back(answers_.at(message)); // libsoup lets go of it in the next turn
    end_(message);
}

void ResponseBodies::send(SoupServerMessage *message, HttpResponse response, Clock::time_point now) {
    release(message);
    soup_message_headers_set_content_length(soup_server_message_get_response_headers(message),
                                            static_cast<goffset>(size_of(response)));
    if (size_of(response) == 0 || soup_server_message_get_method(message) == SOUP_METHOD_HEAD)
        return;
    // libsoup lets go of each piece, and cuts no ranges out of copies.
    soup_message_body_set_accumulate(soup_server_message_get_response_body(message), FALSE);
    auto &answer = answers_.emplace(message, Answer{.began = now}).first->second;
    if (response.pieces.read)
        return begin_pieces(message, answer, std::move(response.pieces));
    answer.shared = response.shared_body;
    if (!answer.shared)
        answer.own = response.body.size();
    hold(message, answer);
    append(message, answer.shared ? answer.shared : std::make_shared<const std::string>(std::move(response.body)));
}

void ResponseBodies::begin_pieces(SoupServerMessage *message, Answer &answer, HttpPieces pieces) {
    answer.own = next_size(pieces, 0);
    answer.pieces = std::move(pieces);
    answer.wrote_chunk = Connection::make<void(SoupServerMessage *)>(message, "wrote-chunk",
                                                                     [this](SoupServerMessage *m) { send_piece(m); });
    hold(message, answer);
    send_piece(message);
}

void ResponseBodies::hold(SoupServerMessage *message, Answer &answer) {
    bytes_ += answer.own;
    if (answer.own > 0)
        answer.place = holders_.insert(holders_.end(), message);
    if (answer.shared && readers_[answer.shared.get()]++ == 0)
        bytes_ += answer.shared->size();
    peak_ = std::max(peak_, bytes_);
}

void ResponseBodies::give_back(Answer &answer) {
    if (answer.own > 0)
        holders_.erase(answer.place);
    bytes_ -= std::exchange(answer.own, 0);
    const auto shared = std::exchange(answer.shared, {});
    if (!shared || --readers_.at(shared.get()) > 0)
        return;
    readers_.erase(shared.get());
    bytes_ -= shared->size();
}

std::string ResponseBodies::read_piece(const HttpPieces &pieces, uint64_t offset, size_t most) {
    try {
        auto piece = pieces.read(offset, most);
        piece.resize(std::min(piece.size(), most));
        return piece;
    } catch (const std::exception &e) {
        warnings_.tell(fmt::format("an answer ends at byte {} of {}: {}", offset, pieces.size, e.what()));
        return {};
    }
}

void ResponseBodies::send_piece(SoupServerMessage *message) {
    auto &answer = answers_.at(message);
    const size_t most = next_size(answer.pieces, answer.offset);
    if (most == 0)
        return;
    auto piece = read_piece(answer.pieces, answer.offset, most);
    if (piece.empty()) {
        end_(message);
        piece.resize(most); // never sent: libsoup notices the end only when it has something to send
    }
    answer.offset += piece.size();
    append(message, std::make_shared<const std::string>(std::move(piece)));
}

void ResponseBodies::release(SoupServerMessage *message) {
    const auto found = answers_.find(message);
    if (found == answers_.end())
        return;
    give_back(found->second);
    answers_.erase(found);
    give_heap_back();
}

void ResponseBodies::give_heap_back() {
    if (peak_ < much || bytes_ > peak_ / 4 || giving_back_.active())
        return;
    giving_back_ = Source::after(
        grace,
        [this] {
            peak_ = bytes_;
            malloc_trim(0); // the heap would stay as large as it was when most were read
        },
        context_);
}

void ResponseBodies::clear() {
    while (!answers_.empty())
        release(answers_.begin()->first);
}

} // namespace callbooth::net
