// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <callbooth/services/http.hpp>

namespace callbooth::test {

/// A WebSocket that remembers what was sent.
class FakeSocket final : public WebSocket {
public:
    explicit FakeSocket(std::string address = "10.0.0.1") : address_(std::move(address)) {}

    const std::string &address() const override { return address_; }
    const std::string &protocol() const override { return protocol_; }
    bool send(std::string_view text, Kind = Kind::text) override {
        if (code || full)
            return false;
        texts.emplace_back(text);
        return true;
    }
    bool send(const Frame &frame) override { return send(frame.payload()); }
    size_t queued() const override { return 0; }
    void close(Code why, std::string_view) override {
        if (!code)
            code = why;
    }
    bool clean() const override { return said_goodbye; }

    /// What was sent since the last look.
    std::vector<std::string> take() { return std::exchange(texts, {}); }

    std::vector<std::string> texts;
    std::optional<Code> code; ///< we closed it
    bool said_goodbye = false;
    bool full = false; ///< takes no more messages

private:
    const std::string address_;
    const std::string protocol_;
};

} // namespace callbooth::test
