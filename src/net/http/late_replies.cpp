// SPDX-License-Identifier: MIT
#include "net/http/late_replies.hpp"

#include <algorithm>
#include <utility>

namespace callbooth::net {

namespace {
using std::chrono::milliseconds;

HttpResponse unavailable(std::string text) {
    return {.status = 503, .body = std::move(text), .headers = {{"Retry-After", "5"}}};
}
} // namespace

/// In `waiting_` as long as it has a connection.
class LateReplies::Reply final : public HttpReply {
public:
    Reply(LateReplies &owner, HttpConnection &connection, std::string address, std::string log_line)
        : owner_(owner), connection_(&connection), address_(std::move(address)), log_line_(std::move(log_line)),
          due(Clock::now() + owner.limits_.time) {
        owner_.add(*this);
        connection.on_gone = [this] { lose_connection(); };
    }
    Reply(const Reply &) = delete;
    Reply &operator=(const Reply &) = delete;
    ~Reply() override {
        on_gone = nullptr;
        if (connection_)
            end(owner_.counts_.dropped, unavailable("No answer\n"));
    }

    void send(HttpResponse response) override {
        if (!connection_)
            return;
        const auto listener = std::exchange(on_gone, nullptr); // it may hold the last reference to this
        end(owner_.counts_.answered, std::move(response));
    }
    /// Answers and calls `on_gone`.
    void refuse(uint64_t &count, const char *text) {
        const auto listener = std::exchange(on_gone, nullptr);
        end(count, unavailable(text));
        if (listener)
            detail::guarded(listener); // which may destroy this
    }
    /// The same without a turn of the main context.
    void end_now() {
        auto *const connection = release(owner_.counts_.stopped);
        connection->end_after_answer();
        connection->write(short_answer(503, "Service Unavailable", "The server stops\n", true));
        connection->finish(true);
        call_on_gone();
    }
    bool waits() const { return connection_ != nullptr; }
    const std::string &address() const { return address_; }

private:
    void lose_connection() {
        release(owner_.counts_.gone);
        call_on_gone();
    }
    void call_on_gone() {
        if (const auto listener = std::exchange(on_gone, nullptr))
            detail::guarded(listener); // which may destroy this
    }
    HttpConnection *release(uint64_t &count) {
        ++count;
        owner_.remove(*this);
        connection_->on_gone = nullptr;
        return std::exchange(connection_, nullptr);
    }
    void end(uint64_t &count, HttpResponse response) {
        auto *const connection = release(count);
        connection->resume();
        owner_.answer_(*connection, std::move(response), log_line_);
    }

    LateReplies &owner_; ///< which may be gone once `connection_` is null
    HttpConnection *connection_;
    const std::string address_;
    const std::string log_line_;

public:
    const Clock::time_point due;
    std::list<Reply *>::iterator place;
};

LateReplies::LateReplies(LateLimits limits, GMainContext *context, Answer answer)
    : limits_(limits), context_(context), answer_(std::move(answer)) {}

LateReplies::~LateReplies() { end_all(); }

std::optional<HttpResponse> LateReplies::refusal(const std::string &address) {
    if (size() >= limits_.max) {
        ++counts_.refused_full;
        return unavailable("Too many requests wait\n");
    }
    if (networks_.of(address) < limits_.max_per_network)
        return {};
    ++counts_.refused_address;
    return HttpResponse{
        .status = 429, .body = "Too many requests from your address wait\n", .headers = {{"Retry-After", "5"}}};
}

void LateReplies::serve(HttpConnection &connection, const HttpRequest &request, const HttpServer::LateHandler &handler,
                        std::string log_line) {
    auto reply = std::make_shared<Reply>(*this, connection, std::string(request.address), std::move(log_line));
    try {
        handler(request, reply);
    } catch (...) {
        reply->send({.status = 500, .body = "Internal server error\n"});
        throw;
    }
    const std::weak_ptr<Reply> held = reply;
    reply.reset();
    if (const auto kept = held.lock(); kept && kept->waits())
        connection.defer();
}

void LateReplies::refuse_all() {
    while (!waiting_.empty())
        waiting_.front()->refuse(counts_.stopped, "The server stops\n");
}

void LateReplies::end_all() {
    while (!waiting_.empty())
        waiting_.front()->end_now();
}

void LateReplies::add(Reply &reply) {
    reply.place = waiting_.insert(waiting_.end(), &reply);
    networks_.add(reply.address());
    run_ticks();
}

void LateReplies::remove(Reply &reply) {
    waiting_.erase(reply.place);
    networks_.remove(reply.address());
}

void LateReplies::run_ticks() {
    if (ticks_.active())
        return;
    ticks_ = Source::every(
        std::clamp(limits_.time / 4, milliseconds(1), milliseconds(1000)),
        [this] {
            expire();
            return !waiting_.empty();
        },
        context_);
}

void LateReplies::expire() {
    const auto now = Clock::now();
    while (!waiting_.empty() && waiting_.front()->due <= now)
        waiting_.front()->refuse(counts_.expired, "No answer in time\n");
}

} // namespace callbooth::net
