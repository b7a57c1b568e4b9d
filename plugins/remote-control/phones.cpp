// SPDX-License-Identifier: MIT
#include "phones.hpp"

#include <algorithm>

#include "control/protocol.hpp"
#include <callbooth/util/network_key.hpp>
#include <fmt/format.h>

namespace callbooth::remote_control {
namespace {

constexpr std::chrono::seconds entry_time{10};
constexpr std::string_view ping = R"({"do":"ping"})"; // by which a page notices a lost network; nobody used the phone
constexpr size_t most_strangers = 16;                 // connections that have not shown their code

using Clock = TokenBucket::Time::clock;

struct Refused {
    const char *code;
    const char *why;
};

Refused reason_of(Entry entry) {
    switch (entry) {
    case Entry::too_often: return {"too-many", "too many attempts; wait a minute"};
    case Entry::busy: return {"busy", "another phone controls the booth"};
    case Entry::wrong_code:
    case Entry::admitted:
    case Entry::returned: break;
    }
    return {"wrong-code", "the code is not valid, or not any more; scan the one that the booth shows now"};
}

} // namespace

Phones::Phones(Admission &admission, double requests_per_second, GMainContext *context)
    : admission_(admission), context_(context), fresh_rate_(requests_per_second, 2 * requests_per_second),
      rate_(fresh_rate_) {}

Phones::~Phones() {
    for (const auto &connection : connections_)
        ignore(*connection.line);
    if (phone_)
        ignore(*phone_);
}

void Phones::ignore(Line &line) {
    line.on_message = nullptr;
    line.on_closed = nullptr;
}

void Phones::add(const std::shared_ptr<Line> &line) {
    // The page shows its code at once, so the oldest is the least likely to be the owner's.
    if (connections_.size() >= most_strangers) {
        const auto oldest = connections_.front().line;
        turn_away(oldest, nullptr, "too-many", "too many phones try to connect");
    }
    const std::weak_ptr<Line> weak = line;
    line->on_message = [this, weak](std::string_view message) { received(weak.lock(), message); };
    line->on_closed = [this, weak] { forget(weak.lock()); };
    connections_.push_back(
        {line, Source::after(
                   entry_time, [this, weak] { turn_away(weak.lock(), nullptr, "bad-request", "no code came in time"); },
                   context_)});
}

void Phones::received(const std::shared_ptr<Line> &line, std::string_view message) {
    if (message.size() > max_message)
        return turn_away(line, nullptr, "bad-request", fmt::format("a message exceeds {} bytes", max_message));
    if (line != phone_)
        return enter(line, message);
    if (!rate_.take(Clock::now()))
        return line->send(control::error_line(nullptr, control::Code::too_many, "too many requests a second"));
    if (message == ping)
        return line->send(control::answer_line(nullptr, Json::Object{}));
    admission_.touch(Clock::now());
    requested.emit(message);
}

void Phones::enter(const std::shared_ptr<Line> &line, std::string_view message) {
    try {
        const auto request = control::read_request(message);
        const auto code = request.body.find<std::string>("code");
        if (request.name != "enter" || !code)
            throw Error("the first request is {\"do\": \"enter\", \"code\": CODE}");
        const std::string network = network_key(line->address());
        const Entry entry =
            admission_.enter({network, *code, request.body.find<std::string>("session").value_or("")}, Clock::now());
        if (entry == Entry::admitted || entry == Entry::returned)
            return let_in(line, request.id, entry == Entry::returned);
        const auto [name, why] = reason_of(entry);
        turn_away(line, request.id, name, why);
    } catch (const Error &e) {
        turn_away(line, nullptr, "bad-request", e.what());
    }
}

void Phones::let_in(const std::shared_ptr<Line> &line, const Json &id, bool returns) {
    if (const auto former = std::exchange(phone_, line))
        drop(former, "this phone is connected anew");
    std::erase_if(connections_, [&](const Connection &each) { return each.line == line; });
    rate_ = fresh_rate_;
    line->send(control::answer_line(id, Json::Object{{"session", admission_.session()}, {"returned", returns}}));
    entered.emit(line->address(), returns);
}

void Phones::turn_away(const std::shared_ptr<Line> &line, const Json &id, const char *code, const std::string &why) {
    if (!line)
        return;
    refused.emit(line->address(), why);
    line->send(Json::Object{{"id", id}, {"error", why}, {"code", code}}.dump());
    line->close();
    if (line == phone_) { // the rest of its messages are not read
        phone_.reset();
        lost.emit();
    }
    ignore(*line);
    std::erase_if(connections_, [&](const Connection &each) { return each.line == line; });
}

void Phones::send(std::string line) {
    if (phone_)
        phone_->send(line);
}

void Phones::dismiss(const std::string &why) {
    if (const auto phone = std::exchange(phone_, nullptr))
        drop(phone, why);
}

void Phones::drop(const std::shared_ptr<Line> &line, const std::string &why) {
    ignore(*line);
    line->send(control::event_line("dropped", {{"why", why}}));
    line->close();
}

void Phones::forget(const std::shared_ptr<Line> &line) {
    std::erase_if(connections_, [&](const Connection &each) { return each.line == line; });
    if (line && line == phone_) {
        phone_.reset();
        lost.emit();
    }
}

} // namespace callbooth::remote_control
