// SPDX-License-Identifier: MIT
#include "exchange.hpp"

#include <utility>

namespace callbooth::rooms_client {
namespace {

/// `o=USER SESSION VERSION ...`: one peer connection has one session in all of its descriptions (RFC 8829 section 5.2).
std::string session_of(std::string_view sdp) {
    const size_t line = sdp.find("\no=");
    if (line == std::string_view::npos)
        return {};
    const auto origin = sdp.substr(line + 3, sdp.find('\n', line + 1) - line - 3);
    const size_t begin = origin.find(' ');
    const size_t end = begin == std::string_view::npos ? begin : origin.find(' ', begin + 1);
    return std::string(origin.substr(0, end));
}

} // namespace

void Exchange::offer(std::string connection) {
    current_ = std::move(connection);
    offering_ = true;
    session_.clear();
}

Exchange::Kind Exchange::judge(std::string_view sdp, bool we_created) const {
    if (offering_ && we_created)
        return Kind::crossed;
    const auto session = session_of(sdp);
    return !offering_ && !current_.empty() && !session.empty() && session == session_ ? Kind::renewed : Kind::fresh;
}

void Exchange::accept(std::string connection, std::string_view sdp) {
    current_ = std::move(connection);
    offering_ = false;
    session_ = session_of(sdp);
}

std::string Exchange::answered(std::string_view sdp) {
    if (!std::exchange(offering_, false))
        return {};
    session_ = session_of(sdp);
    return current_;
}

} // namespace callbooth::rooms_client
