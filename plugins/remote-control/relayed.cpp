// SPDX-License-Identifier: MIT
#include "relayed.hpp"

#include "secret_code.hpp"
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::remote_control {
namespace {

constexpr size_t most_lines = 64; // the server limits each phone, and the number of them
constexpr size_t address_length = 32;
constexpr std::chrono::seconds patience{10};

/// As the server computes it.
std::string address_of(const std::string &secret) {
    const Handle<char> hash(g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret.c_str(), -1));
    return std::string(hash.get()).substr(0, address_length);
}

} // namespace

class Relayed::PhoneLine final : public Line {
public:
    PhoneLine(Relayed &relayed, std::string phone, std::string network)
        : relayed_(relayed), phone_(std::move(phone)), network_(std::move(network)) {}

    const std::string &address() const override { return network_; }
    void send(std::string_view message) override { relayed_.socket_->emit("toPhone", {phone_, message}); }
    void close() override {
        relayed_.socket_->emit("hangUp", {phone_});
        closing_ = Source::soon([this] { relayed_.left(phone_); }, relayed_.context_);
    }
    void read(std::string_view message) {
        if (const auto listener = on_message) // a copy: it may be replaced meanwhile
            listener(message);
    }
    void end() {
        closing_.cancel();
        if (const auto listener = on_closed)
            listener();
    }

private:
    Relayed &relayed_;
    const std::string phone_;
    const std::string network_;
    Source closing_;
};

Relayed::Relayed(SocketIoClient &client, const std::string &name_space, std::string page, Log log,
                 GMainContext *context)
    : socket_(client.open(name_space)), page_(std::move(page)), log_(std::move(log)), context_(context),
      retry_(*socket_, [this](const std::string &why) { log_("the server does not let phones in: " + why); }) {
    listen();
}

void Relayed::open(const std::string &code) {
    close();
    code_ = code;
    secret_ = secret_code();
    address_ = address_of(secret_);
    attend();
}

void Relayed::close() {
    if (!secret_.empty())
        socket_->emit("attend", {nullptr});
    secret_.clear();
    all_left();
}

void Relayed::listen() {
    const auto keep = [this](Subscription subscription) { subscriptions_.push_back(std::move(subscription)); };
    keep(socket_->connected.subscribe([this] { attend(); }));
    keep(socket_->disconnected.subscribe([this](const std::string &) { all_left(); }));
    keep(socket_->on("fromPhone", [this](const EventArguments &arguments, const SocketIoClientSocket::Ack &) {
        const auto phone = arguments.find<std::string>(0);
        const auto network = arguments.find<std::string>(1);
        const auto message = arguments.find<std::string>(2);
        if (phone && network && message && !secret_.empty())
            received(*phone, *network, *message);
    }));
    keep(socket_->on("phoneLeft", [this](const EventArguments &arguments, const SocketIoClientSocket::Ack &) {
        if (const auto phone = arguments.find<std::string>(0))
            left(*phone);
    }));
}

void Relayed::attend() {
    if (secret_.empty() || !socket_->is_connected())
        return;
    socket_->emit("attend", {secret_}, patience, [this](const std::optional<EventArguments> &answer) {
        if (!answer || !answer->find<bool>(0).value_or(false))
            log_("the server does not know this booth's phones: does it have the plugin 'remote'?");
    });
}

void Relayed::received(const std::string &phone, const std::string &network, const std::string &message) {
    auto found = lines_.find(phone);
    if (found == lines_.end()) {
        if (lines_.size() >= most_lines)
            return;
        found = lines_.emplace(phone, std::make_shared<PhoneLine>(*this, phone, network)).first;
        connected.emit(std::shared_ptr<Line>(found->second));
        found = lines_.find(phone);
    }
    if (found != lines_.end()) {
        const auto line = found->second; // may be forgotten meanwhile
        line->read(message);
    }
}

void Relayed::left(const std::string &phone) {
    const auto found = lines_.find(phone);
    if (found == lines_.end())
        return;
    const auto line = found->second;
    lines_.erase(found);
    line->end();
}

void Relayed::all_left() {
    for (const auto &[phone, line] : std::exchange(lines_, {}))
        line->end();
}

} // namespace callbooth::remote_control
