// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <callbooth/event.hpp>
#include <callbooth/services/data_connection.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::control {

/// Sends a file as one byte array of BinaryPack: a page that uses peerjs gets an ArrayBuffer. Keeps no more than a part
/// of the file in memory. Main context only; the file is read on other threads.
class ArraySender : public std::enable_shared_from_this<ArraySender> {
public:
    /// `why` is empty when all of it has left.
    using Done = std::function<void(const std::string &why)>;

    ArraySender(DataConnection &connection, uint64_t size, GMainContext *context, Done done);
    ArraySender(const ArraySender &) = delete;
    ArraySender &operator=(const ArraySender &) = delete;
    ~ArraySender();

    void start(const std::string &path);
    /// Unless it is done already.
    void end(const std::string &why);

private:
    void opened(GAsyncResult *result, GFile *file);
    void read_more();
    void take(GAsyncResult *result);
    void send_more();
    void wait_for_progress();

    DataChannel *channel_; ///< null when it is done
    data::BytesCutter cutter_;
    GMainContext *const context_;
    Done done_;
    std::vector<Subscription> subscriptions_;
    Ref<GCancellable> cancellable_ = Ref<GCancellable>::adopt(g_cancellable_new());
    Ref<GInputStream> stream_;
    std::string read_; ///< and not sent
    bool reading_ = false;
    Source patience_;
};

} // namespace callbooth::control
