// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "web/static_files.hpp"

namespace callbooth::remote_control {

/// The page that controls the booth, with its scripts and styles, and nothing else of the folder of pages.
class Page {
public:
    /// Throws Error when there is no such folder.
    explicit Page(const std::string &folder);
    /// `path` is relative to the page.
    HttpResponse answer(std::string_view path, const HttpRequest &request);

private:
    web::StaticFiles files_;
};

} // namespace callbooth::remote_control
