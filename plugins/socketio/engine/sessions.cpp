// SPDX-License-Identifier: MIT
#include "sessions.hpp"

#include <vector>

namespace callbooth::socketio {

namespace {
constexpr std::chrono::milliseconds forget_every{10000};
} // namespace

Sessions::Sessions(SessionOptions options, SessionLimits limits, TimerWheel &wheel, Opened opened)
    : options_(options), limits_(limits), wheel_(wheel), opened_(std::move(opened)), forget_([this] {
          handshakes_.forget_idle(TokenBucket::Time(wheel_.now()));
          wheel_.start(forget_, forget_every);
      }),
      held_(limits.max_held), handshakes_(limits.handshakes_per_second, 10 * limits.handshakes_per_second) {
    wheel_.start(forget_, forget_every);
}

Sessions::Admission Sessions::admit(std::string_view address) {
    if (sessions_.size() >= limits_.max) {
        ++counts_.refused_full;
        return Admission::full;
    }
    if (networks_.of(address) >= limits_.max_per_network) {
        ++counts_.refused_network;
        return Admission::network;
    }
    if (!handshakes_.take(address, TokenBucket::Time(wheel_.now()))) {
        ++counts_.refused_rate;
        return Admission::rate;
    }
    return Admission::admitted;
}

Session &Sessions::add(std::string_view address) {
    const auto session = std::make_shared<Session>(*this, random_id(), std::string(address));
    sessions_.emplace(session->id(), session);
    networks_.add(address);
    ++counts_.opened;
    return *session;
}

void Sessions::open(std::string_view address, Poll poll) {
    Session &session = add(address);
    ++polling_;
    session.begin(std::move(poll));
    session.set_user(opened_(session));
}

void Sessions::open(std::string_view address, WebSocket &socket, bool wants_base64) {
    Session &session = add(address);
    session.begin(socket, wants_base64);
    session.set_user(opened_(session));
}

Session *Sessions::find(std::string_view sid) {
    const auto found = sessions_.find(sid);
    return found == sessions_.end() ? nullptr : found->second.get();
}

void Sessions::close_all(Reason reason) {
    std::vector<std::shared_ptr<Session>> all;
    for (const auto &[sid, session] : sessions_)
        all.push_back(session);
    for (const auto &session : all)
        session->close(reason);
}

void Sessions::on_upgraded(Session &) {
    --polling_;
    ++counts_.upgraded;
}

void Sessions::on_closed(Session &, Reason reason) { ++counts_.closed.at(static_cast<size_t>(reason)); }

void Sessions::on_ended(Session &session) {
    const auto found = sessions_.find(session.id());
    networks_.remove(session.address());
    polling_ -= session.is_polling() ? 1 : 0;
    wheel_.later([ended = std::move(found->second)] {});
    sessions_.erase(found);
}

} // namespace callbooth::socketio
