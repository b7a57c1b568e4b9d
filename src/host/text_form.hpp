// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <callbooth/property.hpp>

namespace callbooth::host {

/// Whether the text is written in this form.
bool has_form(const std::string &text, TextForm form);

/// The permitted texts: `a page's origin, as in 'https://chat.example'`.
const char *expected_form(TextForm form);

/// What to write instead of `text`, which does not have the form.
std::string hint_for_form(const std::string &text, TextForm form);

} // namespace callbooth::host
