// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "file_wire.hpp"
#include <callbooth/event.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::control {

/// Sends a file over a data channel. Main context only; the file is read on other threads.
class FileSender : public std::enable_shared_from_this<FileSender> {
public:
    /// `why` is empty when the partner has all of the file.
    using Done = std::function<void(const std::string &why)>;

    FileSender(DataChannel &channel, FileOffer offer, GMainContext *context, Done done);
    FileSender(const FileSender &) = delete;
    FileSender &operator=(const FileSender &) = delete;
    ~FileSender();

    void start(const std::string &path);
    /// Unless it is done already. The channel may not exist any more when `close` is false.
    void end(const std::string &why, bool close);
    const FileOffer &offer() const { return offer_; }

private:
    void opened(GAsyncResult *result, GFile *file);
    void send_offer();
    void handle(const Message &message);
    void send_more();
    void take_chunk(GAsyncResult *result);
    /// Returns false when it failed.
    bool send(const Message &message);
    void wait_for_progress();

    DataChannel *channel_;
    const FileOffer offer_;
    GMainContext *const context_;
    Done done_;
    std::vector<Subscription> subscriptions_;
    Ref<GCancellable> cancellable_ = Ref<GCancellable>::adopt(g_cancellable_new());
    Ref<GInputStream> stream_;
    Source patience_;
    bool offered_ = false;
    bool accepted_ = false;
    bool reading_ = false;
    int64_t sent_ = 0;
    int64_t received_ = 0; ///< by the partner
};

} // namespace callbooth::control
