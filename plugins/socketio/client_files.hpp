// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/services/http.hpp>

namespace callbooth::socketio {

/// The client library for pages: the files of npm's socket.io-client that the reference server serves. Each is read
/// once, when it is asked for. Main context only.
class ClientFiles {
public:
    /// `folder`: the package's `dist`; files that are not there are not served.
    explicit ClientFiles(std::string folder) : folder_(std::move(folder)) {}

    const std::string &folder() const { return folder_; }
    /// The file that most pages load is there.
    bool has_script() { return content("socket.io.js") != nullptr; }

    /// `name`: as `socket.io.min.js`. Nullopt for any other file.
    std::optional<HttpResponse> answer(const HttpRequest &request, std::string_view name);

private:
    using Content = std::shared_ptr<const std::string>;

    /// Null when there is no such file.
    Content content(std::string_view name);
    /// Of the package, as its files say.
    const std::string &version();

    const std::string folder_;
    std::map<std::string, Content, std::less<>> contents_;
    std::optional<std::string> version_;
};

} // namespace callbooth::socketio
