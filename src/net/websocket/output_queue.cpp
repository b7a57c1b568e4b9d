// SPDX-License-Identifier: MIT
#include "net/websocket/output_queue.hpp"

#include <algorithm>

namespace callbooth::net {

namespace {
constexpr size_t worth_sharing = 256;  // bytes; shorter frames are copied, which costs less than a reference
constexpr size_t worth_a_move = 65536; // bytes of sent output that are worth moving the rest to the front
constexpr size_t frames_worth_a_move = 64;
constexpr size_t kept_frames = 4; // references that an idle connection has room for
} // namespace

void OutputQueue::add(const Frame &frame) {
    if (frame.bytes().size() < worth_sharing) {
        own_ += frame.bytes();
        return;
    }
    shared_.push_back({frame, own_.size()});
    shared_size_ += frame.bytes().size();
}

std::string_view OutputQueue::next() const {
    if (is_shared_next())
        return shared_[first_].frame.bytes().substr(shared_sent_);
    const size_t end = first_ < shared_.size() ? shared_[first_].at : own_.size();
    return std::string_view(own_).substr(own_sent_, end - own_sent_);
}

void OutputQueue::pop(size_t size) {
    if (is_shared_next())
        pop_shared(size);
    else
        own_sent_ += size;
    forget_sent();
}

void OutputQueue::pop_shared(size_t size) {
    shared_sent_ += size;
    shared_size_ -= size;
    if (shared_sent_ < shared_[first_].frame.bytes().size())
        return;
    shared_sent_ = 0;
    [[maybe_unused]] const Frame sent = std::move(shared_[first_].frame); // it is not kept until entries are moved
    ++first_;
}

void OutputQueue::forget_sent() {
    if (first_ >= frames_worth_a_move && first_ >= shared_.size() - first_) {
        shared_.erase(shared_.begin(), shared_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
    if (own_sent_ < worth_a_move || own_sent_ < own_.size() - own_sent_)
        return;
    own_.erase(0, own_sent_);
    for (size_t i = first_; i < shared_.size(); ++i)
        shared_[i].at -= own_sent_;
    own_sent_ = 0;
}

std::string OutputQueue::all() const {
    OutputQueue rest = *this;
    std::string bytes;
    while (!rest.empty()) {
        bytes += rest.next();
        rest.pop(rest.next().size());
    }
    return bytes;
}

void OutputQueue::clear() {
    own_sent_ = first_ = 0;
    if (shared_.capacity() > kept_frames)
        shared_ = {};
    shared_.clear();
}

} // namespace callbooth::net
