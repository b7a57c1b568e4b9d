// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "page.hpp"
#include "transport.hpp"
#include <callbooth/services/http.hpp>

namespace callbooth::remote_control {

/// The page and the connections of phones at the booth's own server.
class Lan final : public Transport {
public:
    /// `path` begins with '/' and ends with it; `link` is empty or the page's address as phones reach it. Throws Error
    /// when the path is taken, or when phones would send their code over a network unencrypted.
    Lan(HttpServer &server, Page &page, const std::string &path, std::string link, double requests_per_second);

    void open(const std::string &code) override { code_ = code; }
    void close() override { code_.clear(); }
    std::string link() const override;
    std::string remark() const override;

private:
    void accept(const HttpRequest &request, WebSocket &socket);
    std::string page_url() const;

    HttpServer &server_;
    const std::string path_;
    const std::string link_;
    std::string code_;
    std::vector<Subscription> subscriptions_;
};

} // namespace callbooth::remote_control
