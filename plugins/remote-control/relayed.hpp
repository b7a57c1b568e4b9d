// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "transport.hpp"
#include <callbooth/services/socket_io_client.hpp>
#include <callbooth/services/socket_io_retry.hpp>

namespace callbooth::remote_control {

/// Phones reach the booth through the plugin `remote` of a Socket.IO server, where the booth attends an address. Only
/// the booth knows the secret of which that is a hash, so that nobody else can attend it.
class Relayed final : public Transport {
public:
    using Log = std::function<void(const std::string &)>;
    /// `page` is the address of the server's page.
    Relayed(SocketIoClient &client, const std::string &name_space, std::string page, Log log, GMainContext *context);

    void open(const std::string &code) override;
    void close() override;
    std::string link() const override { return page_ + "#" + address_ + "-" + code_; }

private:
    class PhoneLine;
    void listen();
    void attend();
    void received(const std::string &phone, const std::string &network, const std::string &message);
    void left(const std::string &phone);
    void all_left();

    const std::unique_ptr<SocketIoClientSocket> socket_;
    const std::string page_;
    const Log log_;
    GMainContext *const context_;
    std::string secret_; ///< empty while closed
    std::string address_;
    std::string code_;
    std::map<std::string, std::shared_ptr<PhoneLine>> lines_; ///< by the id that the server gives a phone
    std::vector<Subscription> subscriptions_;
    SocketIoRetry retry_;
};

} // namespace callbooth::remote_control
