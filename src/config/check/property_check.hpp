// SPDX-License-Identifier: MIT
/// Properties of GStreamer elements, checked without making the element.
#pragma once

#include <optional>
#include <string>

#include "config/fragment/fragment.hpp"
#include "config/fragment/gst.hpp"

namespace callbooth::config {

/// What is wrong with a value, as `must be ...`, and perhaps a hint.
struct BadValue {
    std::string expected; ///< `an integer from 0 to 100`
    std::string hint;
};

/// Whether GStreamer takes `text`, in gst-launch syntax, for the property.
std::optional<BadValue> check_value(GParamSpec *property, const std::string &text);

/// The permitted values: `true or false`, `an integer from 0 to 100`, `'cbr' or 'vbr'`.
std::string permitted_values(GParamSpec *property);

/// All that can be set, sorted.
std::vector<std::string> writable_properties(GObjectClass *klass);

/// What is wrong with one `key=value` of an element, or nothing. The offset is in the fragment's text.
std::optional<FragmentProblem> check_property(GObjectClass *klass, const FragmentElement &element,
                                              const FragmentProperty &property);

} // namespace callbooth::config
