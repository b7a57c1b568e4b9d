// SPDX-License-Identifier: MIT
#include "host/text_form.hpp"

#include <algorithm>

#include "host/origin_text.hpp"
#include <callbooth/util/networks.hpp>
#include <fmt/format.h>

namespace callbooth::host {
namespace {

bool is_control(unsigned char c) { return c < ' ' || c == 0x7f; }

/// A text that begins with a slash and has none of `others`.
bool is_rooted(const std::string &text, const char *others) {
    return text.starts_with('/') && text.find_first_of(others) == std::string::npos &&
           std::none_of(text.begin(), text.end(), is_control);
}

bool is_path(const std::string &text) { return is_rooted(text, "?#"); }
bool is_namespace(const std::string &text) {
    constexpr size_t longest = 256; // bytes
    return is_rooted(text, ",?") && text.size() <= longest;
}

std::string hint_for_origin(const std::string &text, TextForm form) {
    if (text == "*" && form == TextForm::origin)
        return "an empty list, [], is for all pages";
    if (const auto origin = origin_of(text))
        return fmt::format("write '{}': a scheme, a host and a port other than the usual one, as browsers send them",
                           *origin);
    return "an origin is a scheme and a host, perhaps with a port; patterns are not possible";
}

std::string hint_for_rooted(const std::string &text, bool (*is_right)(const std::string &)) {
    const auto with_slash = fmt::format("/{}", text);
    return !text.starts_with('/') && is_right(with_slash) ? fmt::format("write '{}'", with_slash) : std::string();
}

} // namespace

bool has_form(const std::string &text, TextForm form) {
    switch (form) {
    case TextForm::any: return true;
    case TextForm::origin: return origin_of(text) == text;
    case TextForm::origin_or_all: return text == "*" || origin_of(text) == text;
    case TextForm::path: return is_path(text);
    case TextForm::path_or_empty: return text.empty() || is_path(text);
    case TextForm::network: return Networks::is_network(text);
    case TextForm::io_namespace: return is_namespace(text);
    }
    return true;
}

const char *expected_form(TextForm form) {
    switch (form) {
    case TextForm::any: break;
    case TextForm::origin: return "a page's origin as in 'https://chat.example'";
    case TextForm::origin_or_all: return "'*', or a page's origin as in 'https://chat.example'";
    case TextForm::path: return "a path that begins with '/', without a query";
    case TextForm::path_or_empty: return "a path that begins with '/', without a query, or empty";
    case TextForm::network: return "an IP address, or a network as in '192.0.2.0/24' or '2001:db8::/48'";
    case TextForm::io_namespace: return "the name of a namespace: '/' and at most 255 other bytes without ',' and '?'";
    }
    return "a text";
}

std::string hint_for_form(const std::string &text, TextForm form) {
    switch (form) {
    case TextForm::any: break;
    case TextForm::origin:
    case TextForm::origin_or_all: return hint_for_origin(text, form);
    case TextForm::path:
    case TextForm::path_or_empty: return hint_for_rooted(text, &is_path);
    case TextForm::network: return "the bits behind those that count are zero, and names of hosts are not possible";
    case TextForm::io_namespace: return hint_for_rooted(text, &is_namespace);
    }
    return {};
}

} // namespace callbooth::host
