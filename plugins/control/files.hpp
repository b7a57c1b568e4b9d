// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "array_sender.hpp"
#include "channels.hpp"
#include "client.hpp"
#include "file_receiver.hpp"
#include "file_sender.hpp"
#include "requests.hpp"
#include <callbooth/services/booth.hpp>

namespace callbooth::control {

/// The requests `send-file` and `receive-files`. A transfer belongs to the client that asked for it, and ends with it.
class Files {
public:
    /// `max_size`: bytes of a file that is received.
    Files(Requests &requests, Channels &channels, Booth *booth, int64_t max_size, GMainContext *context);
    void remove(const Client &client);

private:
    struct Outgoing {
        std::weak_ptr<Client> client;
        const DataChannel *channel;
        std::shared_ptr<FileSender> sender;
    };
    /// Over a channel of the client's.
    struct Array {
        std::weak_ptr<Client> client;
        uint64_t number;
        std::shared_ptr<ArraySender> sender;
    };
    struct Incoming {
        std::weak_ptr<Client> client;
        const DataChannel *channel;
        std::shared_ptr<FileReceiver> receiver;
    };
    std::optional<Json> send(const Json &arguments, const Asker &asker);
    void send_over(DataConnection &connection, const std::string &path, const Asker &asker);
    void send_in_own_channel(const std::string &path, const Asker &asker);
    Json receive(const Json &arguments, const Asker &asker);
    bool claim(Call &call, DataChannel &channel);
    static void report(const Asker &asker, const FileOffer &offer, const std::string &why);
    FileSender::Done answer(const Asker &asker, const FileOffer &offer, const DataChannel *channel);
    FileReceiver::Listener tell(const std::string &peer, const DataChannel *channel);
    /// Ends all transfers for which `which` returns true.
    template <class F> void end(F which, const std::string &why, bool close);

    Channels &channels_;
    Booth *const booth_;
    const int64_t max_size_;
    GMainContext *const context_;
    std::vector<Outgoing> outgoing_;
    std::vector<Array> arrays_;
    uint64_t last_array_ = 0;
    std::vector<Incoming> incoming_;
    std::weak_ptr<Client> receiver_; ///< of all files that the partner offers
    std::string folder_;
    std::vector<Subscription> subscriptions_;
};

} // namespace callbooth::control
