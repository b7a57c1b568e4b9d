// SPDX-License-Identifier: MIT
/// The callers of a Booth: which of them may begin a call, and the one that waits to be accepted.
#include <algorithm>

#include "media/booth.hpp"
#include <callbooth/util/seconds.hpp>
#include <fmt/format.h>

namespace callbooth::media {

namespace {

/// `answer` of `[call]`.
Screening screening_of(std::string_view answer) {
    if (answer == "always")
        return Screening::accept;
    return answer == "ask" ? Screening::ask : Screening::refuse;
}

} // namespace

/// A partner without audio and video gives way to any other peer, where the booth has some: else a page that only
/// opened a data connection would keep all callers away. Not to media offers alone, because a caller's data connection
/// is often offered first. Returns whether the caller may begin a call.
bool Booth::make_way(const std::string &peer, const ConnectionInfo &info) {
    const bool has_media = !media_.send.empty() || media_.receives("video") || media_.receives("audio");
    if (!current_ || !current_->is_data_only() || !has_media || judge(peer, info) == Screening::refuse)
        return false;
    log_(Level::info, fmt::format("the data connections of {} give way to a call of {}", current_->peer(), peer));
    current_->hang_up(EndReason::local_hangup);
    return may_call(peer);
}

bool Booth::may_begin(const std::string &peer, const ConnectionInfo &info, const std::string &sdp) {
    if (waiting_) {
        waiting_->add(info, sdp);
        return false;
    }
    switch (judge(peer, info)) {
    case Screening::accept: return true;
    case Screening::ask: let_wait(peer, info, sdp); return false;
    case Screening::refuse:
        log_(Level::info, fmt::format("{} calls and is not wanted: refused", peer));
        refuse(peer, info, RefusalReason::declined);
        return false;
    }
    return false;
}

Screening Booth::judge(const std::string &peer, const ConnectionInfo &info) const {
    Screening strictest = screening_of(file_.call.answer);
    for (const auto &screen : screens_.all())
        strictest = std::max(strictest, screen(peer, info));
    return strictest;
}

void Booth::let_wait(const std::string &peer, const ConnectionInfo &info, const std::string &sdp) {
    waiting_.emplace(peer).add(info, sdp);
    patience_ = Source::after(from_seconds(file_.call.answer_timeout), [this] {
        log_(Level::info, fmt::format("{} was not answered in time: refused", waiting_->peer()));
        send_away(RefusalReason::busy);
    });
    log_(Level::info,
         fmt::format("{} calls and waits: accept or refuse it within {} s", peer, file_.call.answer_timeout));
    set("call.waiting", peer);
    caller_waits.emit(peer, info);
}

WaitingCaller Booth::end_waiting() {
    patience_.cancel();
    status_.erase("call.waiting");
    WaitingCaller caller = std::move(*waiting_);
    waiting_.reset();
    return caller;
}

Call &Booth::accept_caller() {
    if (!waiting_)
        throw Error("nobody waits to be accepted");
    const WaitingCaller caller = end_waiting();
    BoothCall &call = begin(caller.peer(), false);
    for (const auto &offer : caller.offers())
        answer(call, offer.connection, offer.sdp);
    caller_gone.emit(caller.peer());
    return call;
}

/// It has left.
void Booth::forget_caller() {
    const WaitingCaller caller = end_waiting();
    for (const auto &offer : caller.offers())
        ended_connections_.remember(caller.peer(), offer.connection.id);
    log_(Level::info, fmt::format("{} does not wait any more", caller.peer()));
    caller_gone.emit(caller.peer());
}

void Booth::refuse_caller() {
    if (!waiting_)
        throw Error("nobody waits to be accepted");
    send_away(RefusalReason::declined);
}

void Booth::send_away(RefusalReason why) {
    const WaitingCaller caller = end_waiting();
    for (const auto &offer : caller.offers())
        refuse(caller.peer(), offer.connection, why);
    caller_gone.emit(caller.peer());
}

} // namespace callbooth::media
