// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lines.hpp"
#include "protocol.hpp"
#include "recipient.hpp"
#include "requests.hpp"
#include <callbooth/event.hpp>
#include <callbooth/util/fd.hpp>
#include <callbooth/util/token_bucket.hpp>

namespace callbooth::control {

struct ClientLimits {
    size_t queue;               ///< bytes that may wait to be written
    double requests_per_second; ///< in the long run; twice as many at once
};

/// A program that is connected. Main context only.
class Client final : public Recipient {
public:
    Client(Fd socket, const ClientLimits &limits, GMainContext *context);

    void start();
    /// A subscription to the events below.
    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }
    /// A client that reads too slowly is dropped.
    void send(std::string line) override;
    /// An event that concerns this client alone, whatever it listens to.
    void event(std::string_view name, const Json::Object &members) { send(event_line(name, members)); }
    /// Events for all who listen to them.
    void listen(std::set<std::string> names) { names_ = std::move(names); }
    bool listens_to(const std::string &name) const { return names_.contains(name); }
    /// Nothing follows but an event with the reason; `gone` comes when it was written, or some seconds later.
    void drop(const std::string &why);
    /// The end without a word, with a last attempt to write what waits.
    void close();

    Event<const std::string &> requested; ///< a line
    Event<const std::string &> dropped;   ///< why
    Event<> gone;                         ///< once; it does not come after close()

private:
    void readable();
    void handle_lines();
    void flush();
    void become_gone();

    Fd socket_;
    GMainContext *const context_;
    LineReader reader_{max_line};
    OutputQueue queue_;
    TokenBucket rate_;
    std::set<std::string> names_;
    std::vector<Subscription> subscriptions_;
    bool finishing_ = false; ///< no requests are taken any more
    Source reading_;
    Source writing_;
    Source ending_;
};

/// Null when it has gone. Of the plugin `control`, whose requests come from such clients alone.
inline std::shared_ptr<Client> client_of(const Asker &asker) {
    return std::static_pointer_cast<Client>(asker.recipient());
}

} // namespace callbooth::control
