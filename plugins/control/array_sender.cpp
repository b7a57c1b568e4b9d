// SPDX-License-Identifier: MIT
#include "array_sender.hpp"

#include "async.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::control {
namespace {

constexpr std::chrono::seconds patience{60}; ///< without any progress
constexpr size_t block = 256 * 1024;         ///< that is read at once
constexpr size_t high_water = 1024 * 1024;   ///< bytes in the channel above which nothing is added

} // namespace

ArraySender::ArraySender(DataConnection &connection, uint64_t size, GMainContext *context, Done done)
    : channel_(&connection.channel()), cutter_(size, connection.codec().new_message_id()), context_(context),
      done_(std::move(done)) {}

ArraySender::~ArraySender() { g_cancellable_cancel(cancellable_.get()); }

void ArraySender::start(const std::string &path) {
    if (!channel_->open())
        throw Error("the data channel is not open");
    subscriptions_.push_back(channel_->drained.subscribe([this] { send_more(); }));
    subscriptions_.push_back(
        channel_->failed.subscribe([this](const std::string &why) { end("the data channel failed: " + why); }));
    subscriptions_.push_back(channel_->closed.subscribe([this] { end("the partner closed the data channel"); }));
    const auto file = Ref<GFile>::adopt(g_file_new_for_path(path.c_str()));
    g_file_read_async(file.get(), G_PRIORITY_DEFAULT, cancellable_.get(), when_ready,
                      keep([weak = weak_from_this(), file](GAsyncResult *result) {
                          if (const auto self = weak.lock())
                              self->opened(result, file.get());
                      }));
    wait_for_progress();
}

void ArraySender::opened(GAsyncResult *result, GFile *file) {
    Handle<GError> error;
    stream_ = Ref<GInputStream>::adopt(g_file_read_finish(file, result, Out(error)));
    if (!channel_)
        return;
    if (!stream_)
        return end(error->message);
    send_more();
}

void ArraySender::read_more() {
    if (std::exchange(reading_, true))
        return;
    g_input_stream_read_bytes_async(stream_.get(), block, G_PRIORITY_DEFAULT, cancellable_.get(), when_ready,
                                    keep([weak = weak_from_this()](GAsyncResult *result) {
                                        if (const auto self = weak.lock())
                                            self->take(result);
                                    }));
}

void ArraySender::take(GAsyncResult *result) {
    reading_ = false;
    Handle<GError> error;
    const Handle<GBytes> bytes(g_input_stream_read_bytes_finish(stream_.get(), result, Out(error)));
    if (!channel_)
        return;
    if (!bytes || g_bytes_get_size(bytes.get()) == 0)
        return end(error ? error->message : "the file became shorter");
    gsize size = 0;
    const auto *data = static_cast<const char *>(g_bytes_get_data(bytes.get(), &size));
    read_.append(data, size);
    send_more();
}

void ArraySender::send_more() {
    const auto self = shared_from_this();
    if (!channel_ || !stream_)
        return;
    wait_for_progress();
    size_t begin = 0;
    try {
        while (channel_ && !cutter_.done() && channel_->buffered() < high_water &&
               read_.size() - begin >= cutter_.next_size()) {
            const auto content = std::string_view(read_).substr(begin, cutter_.next_size());
            begin += content.size();
            channel_->send({cutter_.next(content), true});
        }
    } catch (const Error &error) {
        return end(error.what());
    }
    read_.erase(0, begin);
    if (!channel_)
        return;
    if (!cutter_.done())
        return read_.size() < cutter_.next_size() ? read_more() : void();
    channel_->set_drain_threshold(0); // before the question: what leaves meanwhile is told of
    if (channel_->buffered() == 0)
        end("");
}

void ArraySender::wait_for_progress() {
    patience_ = Source::after(
        patience, [this] { end(fmt::format("nothing left for {} s", patience.count())); }, context_);
}

void ArraySender::end(const std::string &why) {
    if (!std::exchange(channel_, nullptr))
        return;
    const auto self = shared_from_this();
    subscriptions_.clear();
    patience_.cancel();
    g_cancellable_cancel(cancellable_.get());
    done_(why);
}

} // namespace callbooth::control
