// SPDX-License-Identifier: MIT
#include "file_receiver.hpp"

#include "async.hpp"
#include <callbooth/error.hpp>
#include <callbooth/json.hpp>
#include <fmt/format.h>
#include <glib/gstdio.h>

namespace callbooth::control {
namespace {

constexpr std::chrono::seconds patience{60};
constexpr int64_t report_each = file_window / 8;
constexpr size_t high_water = 1024 * 1024; ///< bytes to be written above which the partner has to wait
constexpr int max_attempts = 100;          ///< to find a name that is not taken

} // namespace

FileReceiver::FileReceiver(DataChannel &channel, std::string folder, int64_t max_size, GMainContext *context,
                           Listener listener)
    : channel_(&channel), folder_(std::move(folder)), max_size_(max_size), context_(context),
      listener_(std::move(listener)) {}

FileReceiver::~FileReceiver() {
    g_cancellable_cancel(cancellable_.get());
    if (!path_.empty())
        g_unlink(path_.c_str());
}

void FileReceiver::start() {
    const auto *serialization = find_serialization(channel_->protocol());
    if (serialization && serialization->format == MessageFormat::binary)
        listen_to_arrays();
    else
        subscriptions_.push_back(channel_->message.subscribe([this](const Message &message) { handle(message); }));
    subscriptions_.push_back(
        channel_->failed.subscribe([this](const std::string &why) { fail("the data channel failed: " + why, false); }));
    subscriptions_.push_back(
        channel_->closed.subscribe([this] { fail("the partner closed the data channel", false); }));
    wait_for_progress();
}

void FileReceiver::listen_to_arrays() {
    connection_ = std::make_unique<DataConnection>(*channel_, data::MessageCodec::Options{.fragments = true});
    subscriptions_.push_back(
        connection_->fragment.subscribe([this](const data::Fragment &fragment) { take_fragment(fragment); }));
    subscriptions_.push_back(connection_->received.subscribe([this](const data::Value &value) {
        if (const auto *bytes = value.as<data::Bytes>())
            take_fragment({bytes->data.size(), 0, bytes->data});
        else
            fail("the partner did not send a file but " + data::describe(value), true);
    }));
    subscriptions_.push_back(connection_->unreadable.subscribe([this](const std::string &what) { fail(what, true); }));
    subscriptions_.push_back(
        connection_->close_requested.subscribe([this] { fail("the partner closed the data channel", true); }));
}

void FileReceiver::take_fragment(const data::Fragment &fragment) {
    const auto self = shared_from_this();
    wait_for_progress();
    if (fragment.offset == 0 && !std::exchange(offered_, true))
        take_offer({file_name_of(channel_->metadata()), static_cast<int64_t>(fragment.size)});
    if (!channel_)
        return;
    taken_ += static_cast<int64_t>(fragment.bytes.size());
    if (taken_ > offer_.size)
        return fail("the partner sent more than was agreed on", true);
    waiting_ += fragment.bytes;
    if (waiting_.size() > high_water)
        channel_->hold(true);
    write_more();
}

void FileReceiver::handle(const Message &message) {
    const auto self = shared_from_this();
    wait_for_progress();
    if (message.binary)
        return take_bytes(message.bytes);
    const auto offer = read_offer(message);
    if (!offer || std::exchange(offered_, true))
        return fail("the partner did not offer a file", true);
    take_offer(*offer);
}

void FileReceiver::take_offer(const FileOffer &offer) {
    offer_ = {safe_file_name(offer.name), offer.size};
    listener_.offered(offer_);
    if (offer.size <= max_size_)
        return create(1);
    const auto why = fmt::format("it has {} bytes, and {} are allowed", offer.size, max_size_);
    report(refuse_text(why));
    fail(why, true);
}

void FileReceiver::create(int attempt) {
    const auto path = folder_ + "/" + numbered(offer_.name, attempt);
    const auto file = Ref<GFile>::adopt(g_file_new_for_path(path.c_str()));
    // not to be cancelled: the file could be left behind
    g_file_create_async(file.get(), G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, nullptr, when_ready,
                        keep([weak = weak_from_this(), file, attempt](GAsyncResult *result) {
                            Handle<GError> error;
                            auto stream =
                                Ref<GOutputStream>::adopt(g_file_create_finish(file.get(), result, Out(error)));
                            if (const auto self = weak.lock(); self && self->channel_)
                                return self->created(std::move(stream), file.get(), error.get(), attempt);
                            if (stream) // nobody wants it any more
                                g_file_delete(file.get(), nullptr, nullptr);
                        }));
}

void FileReceiver::created(Ref<GOutputStream> stream, GFile *file, const GError *error, int attempt) {
    if (error && g_error_matches(error, G_IO_ERROR, G_IO_ERROR_EXISTS) && attempt < max_attempts)
        return create(attempt + 1);
    if (error) {
        report(refuse_text("it cannot be stored"));
        return fail(error->message, true);
    }
    const Handle<char> path(g_file_get_path(file));
    path_ = path.get();
    stream_ = std::move(stream);
    report(accept_text());
    if (channel_ && offer_.size == 0)
        close_file();
    else if (channel_)
        write_more();
}

void FileReceiver::take_bytes(std::string_view bytes) {
    taken_ += static_cast<int64_t>(bytes.size());
    if (!stream_ || taken_ > offer_.size || taken_ - reported_ > 2 * file_window)
        return fail("the partner sent more than was agreed on", true);
    waiting_ += bytes;
    write_more();
}

void FileReceiver::write_more() {
    if (!stream_ || writing_ > 0 || waiting_.empty())
        return;
    // outlives this if need be: another thread reads it
    const auto bytes = std::make_shared<const std::string>(std::exchange(waiting_, {}));
    writing_ = bytes->size();
    g_output_stream_write_all_async(stream_.get(), bytes->data(), bytes->size(), G_PRIORITY_DEFAULT, cancellable_.get(),
                                    when_ready,
                                    keep([weak = weak_from_this(), stream = stream_, bytes](GAsyncResult *result) {
                                        Handle<GError> error;
                                        g_output_stream_write_all_finish(stream.get(), result, nullptr, Out(error));
                                        if (const auto self = weak.lock(); self && self->channel_)
                                            self->written(error.get());
                                    }));
}

void FileReceiver::written(const GError *error) {
    if (error)
        return fail(error->message, true);
    written_ += static_cast<int64_t>(std::exchange(writing_, 0));
    if (connection_)
        channel_->hold(false);
    if (written_ == offer_.size)
        return close_file();
    if (written_ - reported_ >= report_each)
        report(received_text(reported_ = written_));
    if (channel_)
        write_more();
}

void FileReceiver::close_file() {
    g_output_stream_close_async(stream_.get(), G_PRIORITY_DEFAULT, cancellable_.get(), when_ready,
                                keep([weak = weak_from_this(), stream = stream_](GAsyncResult *result) {
                                    Handle<GError> error;
                                    g_output_stream_close_finish(stream.get(), result, Out(error));
                                    if (const auto self = weak.lock(); self && self->channel_)
                                        self->finished(error.get());
                                }));
}

// The sender closes the channel once it knows.
void FileReceiver::finished(const GError *error) {
    if (error)
        return fail(error->message, true);
    report(received_text(written_));
    channel_ = nullptr;
    subscriptions_.clear();
    patience_.cancel();
    listener_.done(offer_, std::exchange(path_, {}), "");
}

void FileReceiver::report(const std::string &text) {
    try {
        if (connection_)
            connection_->send(data::from_json(Json::parse(text)));
        else
            channel_->send({text, false});
    } catch (const Error &e) {
        fail(e.what(), true);
    }
}

void FileReceiver::wait_for_progress() {
    patience_ = Source::after(
        patience, [this] { fail(fmt::format("the partner sent nothing for {} s", patience.count()), true); }, context_);
}

void FileReceiver::fail(const std::string &why, bool close) {
    DataChannel *channel = std::exchange(channel_, nullptr);
    if (!channel)
        return;
    const auto self = shared_from_this();
    subscriptions_.clear();
    patience_.cancel();
    g_cancellable_cancel(cancellable_.get());
    if (close)
        channel->close();
    listener_.done(offer_, "", why);
}

} // namespace callbooth::control
