// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "client.hpp"
#include "requests.hpp"
#include <callbooth/services/booth.hpp>
#include <callbooth/services/data_connection.hpp>

namespace callbooth::control {

/// Data channels of clients: each belongs to the client that opened it or that claimed its label, and ends with it.
class Channels {
public:
    Channels(Requests &requests, Booth *booth);
    /// The channel of this number. Throws Error when the client has none.
    DataConnection &connection(int64_t id, const Client &client);
    /// Closes its channels and forgets its claims.
    void remove(const Client &client);

private:
    struct Entry {
        DataChannel &channel;
        std::weak_ptr<Client> owner;
        std::unique_ptr<DataConnection> connection;
        std::vector<Subscription> subscriptions = {};
    };
    struct Claim {
        std::weak_ptr<Client> client;
        std::set<std::string> labels;
        bool values; ///< messages are read
    };
    void add_requests(Requests &requests, bool available);
    /// Of those that lead to a channel.
    void add_openers(Requests &requests, bool available);
    bool claim(Call &call, DataChannel &channel);
    int64_t add(const std::shared_ptr<Client> &owner, const std::string &peer, DataChannel &channel, bool values);
    void listen(int64_t id, Entry &entry, const std::string &peer);
    void listen_to_messages(int64_t id, Entry &entry);
    void listen_to_values(int64_t id, Entry &entry);
    void tell(int64_t id, const char *event, Json::Object members = {});
    void forget(int64_t id);
    Json open(const Json &arguments, const Asker &asker);
    Json send(const Json &arguments, const Client &client);
    Json list(const Client &client) const;
    Entry &find(const Json &arguments, const Client &client);

    Booth *const booth_;
    int64_t last_id_ = 0;
    std::map<int64_t, Entry> entries_;
    std::vector<Claim> claims_; ///< the oldest first
    std::vector<Subscription> subscriptions_;
};

} // namespace callbooth::control
