// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "file_wire.hpp"
#include <callbooth/event.hpp>
#include <callbooth/services/data_connection.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::control {

/// Takes a file from a data channel into a folder: in the messages of file_wire.hpp, or over a channel with BinaryPack
/// as one byte array. Main context only; the file is written on other threads. An incomplete file is removed.
class FileReceiver : public std::enable_shared_from_this<FileReceiver> {
public:
    struct Listener {
        std::function<void(const FileOffer &)> offered;
        /// The path; or why not, then with an empty path.
        std::function<void(const FileOffer &, const std::string &path, const std::string &why)> done;
    };

    FileReceiver(DataChannel &channel, std::string folder, int64_t max_size, GMainContext *context, Listener listener);
    FileReceiver(const FileReceiver &) = delete;
    FileReceiver &operator=(const FileReceiver &) = delete;
    ~FileReceiver();

    void start();
    /// Unless it is done already. The channel may not exist any more when `close` is false.
    void fail(const std::string &why, bool close);

private:
    void listen_to_arrays();
    void handle(const Message &message);
    void take_fragment(const data::Fragment &fragment);
    void take_offer(const FileOffer &offer);
    void create(int attempt);
    void created(Ref<GOutputStream> stream, GFile *file, const GError *error, int attempt);
    void take_bytes(std::string_view bytes);
    void write_more();
    void written(const GError *error);
    void close_file();
    void finished(const GError *error);
    void report(const std::string &text);
    void wait_for_progress();

    DataChannel *channel_;
    const std::string folder_;
    const int64_t max_size_;
    GMainContext *const context_;
    Listener listener_;
    std::unique_ptr<DataConnection> connection_; ///< the file comes as a byte array, if set
    std::vector<Subscription> subscriptions_;
    Ref<GCancellable> cancellable_ = Ref<GCancellable>::adopt(g_cancellable_new());
    FileOffer offer_;
    bool offered_ = false;
    std::string path_;
    Ref<GOutputStream> stream_;
    std::string waiting_; ///< to be written
    size_t writing_ = 0;  ///< bytes that another thread writes
    int64_t taken_ = 0;
    int64_t written_ = 0;
    int64_t reported_ = 0;
    Source patience_;
};

} // namespace callbooth::control
