// SPDX-License-Identifier: MIT
#include "file_sender.hpp"

#include <algorithm>

#include "async.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::control {
namespace {

constexpr std::chrono::seconds patience{60}; ///< without any progress, while the partner's person may be asked

} // namespace

FileSender::FileSender(DataChannel &channel, FileOffer offer, GMainContext *context, Done done)
    : channel_(&channel), offer_(std::move(offer)), context_(context), done_(std::move(done)) {}

FileSender::~FileSender() { g_cancellable_cancel(cancellable_.get()); }

void FileSender::start(const std::string &path) {
    subscriptions_.push_back(channel_->opened.subscribe([this] { send_offer(); }));
    subscriptions_.push_back(channel_->message.subscribe([this](const Message &message) { handle(message); }));
    subscriptions_.push_back(
        channel_->failed.subscribe([this](const std::string &why) { end("the data channel failed: " + why, false); }));
    subscriptions_.push_back(channel_->closed.subscribe([this] { end("the partner closed the data channel", false); }));
    const auto file = Ref<GFile>::adopt(g_file_new_for_path(path.c_str()));
    g_file_read_async(file.get(), G_PRIORITY_DEFAULT, cancellable_.get(), when_ready,
                      keep([weak = weak_from_this(), file](GAsyncResult *result) {
                          if (const auto self = weak.lock())
                              self->opened(result, file.get());
                      }));
    wait_for_progress();
}

void FileSender::opened(GAsyncResult *result, GFile *file) {
    Handle<GError> error;
    stream_ = Ref<GInputStream>::adopt(g_file_read_finish(file, result, Out(error)));
    if (!stream_)
        return end(error->message, true);
    send_offer();
}

void FileSender::send_offer() {
    if (!stream_ || !channel_ || !channel_->open() || std::exchange(offered_, true))
        return;
    send({offer_text(offer_), false});
}

void FileSender::handle(const Message &message) {
    const auto self = shared_from_this();
    const auto report = read_report(message);
    if (!report)
        return;
    wait_for_progress();
    if (!report->refused.empty())
        return end("the partner refuses it: " + report->refused, true);
    accepted_ |= report->accepted;
    received_ = std::clamp(report->received.value_or(received_), received_, sent_);
    if (accepted_ && report->received == offer_.size)
        return end("", true);
    send_more();
}

void FileSender::send_more() {
    const int64_t left = offer_.size - sent_;
    if (!channel_ || !accepted_ || reading_ || left == 0 || sent_ - received_ >= file_window)
        return;
    reading_ = true;
    const size_t size = std::min({file_chunk, channel_->max_message(), static_cast<size_t>(left)});
    g_input_stream_read_bytes_async(stream_.get(), size, G_PRIORITY_DEFAULT, cancellable_.get(), when_ready,
                                    keep([weak = weak_from_this()](GAsyncResult *result) {
                                        if (const auto self = weak.lock())
                                            self->take_chunk(result);
                                    }));
}

void FileSender::take_chunk(GAsyncResult *result) {
    reading_ = false;
    Handle<GError> error;
    const Handle<GBytes> bytes(g_input_stream_read_bytes_finish(stream_.get(), result, Out(error)));
    if (!channel_)
        return;
    if (!bytes || g_bytes_get_size(bytes.get()) == 0)
        return end(error ? error->message : "the file became shorter", true);
    gsize size = 0;
    const auto *data = static_cast<const char *>(g_bytes_get_data(bytes.get(), &size));
    if (!send({{data, size}, true}))
        return;
    sent_ += static_cast<int64_t>(size);
    send_more();
}

bool FileSender::send(const Message &message) {
    try {
        channel_->send(message);
        return true;
    } catch (const Error &e) {
        end(e.what(), true);
        return false;
    }
}

void FileSender::wait_for_progress() {
    patience_ = Source::after(
        patience, [this] { end(fmt::format("the partner did not answer for {} s", patience.count()), true); },
        context_);
}

void FileSender::end(const std::string &why, bool close) {
    DataChannel *channel = std::exchange(channel_, nullptr);
    if (!channel)
        return;
    const auto self = shared_from_this();
    subscriptions_.clear();
    patience_.cancel();
    g_cancellable_cancel(cancellable_.get());
    if (close)
        channel->close();
    done_(why);
}

} // namespace callbooth::control
