// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/json.hpp>
#include <callbooth/util/fd.hpp>

namespace callbooth::cli {

/// A connection to the plugin `control` of a running program (docs/control.md). Blocks.
class ControlClient {
public:
    /// `patience` limits each wait for the other side; zero: none. Throws Error.
    explicit ControlClient(const std::string &path, std::chrono::milliseconds patience = {});

    /// Sends a line. read() tells when that failed.
    void send(const Json::Object &request);
    /// The next line that it sent; nullopt when the connection has ended. Throws Error.
    std::optional<Json> read();

private:
    std::string path_;
    Fd socket_;
    std::string buffer_;
};

} // namespace callbooth::cli
