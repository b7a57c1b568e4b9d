// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <callbooth/property.hpp>

namespace callbooth::host {

/// The origin of the page at `text` as browsers send it in `Origin` (RFC 6454 section 6.2): lower case, Punycode,
/// without the usual port and without what follows the host. Nullopt where there is none.
std::optional<std::string> origin_of(const std::string &text);

/// Whether the text is written in this form.
bool has_form(const std::string &text, TextForm form);

/// The permitted texts: `a page's origin, as in 'https://chat.example'`.
const char *expected_form(TextForm form);

/// What to write instead of `text`, which does not have the form.
std::string hint_for_form(const std::string &text, TextForm form);

} // namespace callbooth::host
