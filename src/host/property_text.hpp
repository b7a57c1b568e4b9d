// SPDX-License-Identifier: MIT
/// How values and properties are told to people: by check, inspect and the reference in docs/.
#pragma once

#include <string>

#include <callbooth/property.hpp>

namespace callbooth::host {

/// `boolean`, `integer`, `number`, `string`, `list of strings`.
const char *type_name(const Value &value);

/// As it is written in a pipeline file: `true`, `1.5`, `'text'`, `['a', 'b']`.
std::string toml_text(const Value &value);

/// A limit without needless digits.
std::string number_text(double number);

/// `0 to 10`, `at least 0`, `at most 10`; empty when there is no limit.
std::string range_text(const PropertyInfo &property);

/// False for a number whose default is out of its limits: then leaving it out means something of its own.
bool has_default(const PropertyInfo &property);

/// The permitted values of a string: `'a', 'b'`; empty when all are.
std::string choices_text(const PropertyInfo &property);

} // namespace callbooth::host
