// SPDX-License-Identifier: MIT
/// Any bytes as JSON. simdjson's parser is the other opinion on what is valid, and on every value.
#include "fuzz.hpp"
#include <callbooth/json.hpp>
#include <glib.h>
#include <simdjson.h>

namespace callbooth::fuzz {

namespace {

using Element = simdjson::dom::element;
using Type = simdjson::dom::element_type;
using Kind = Json::Kind;

constexpr JsonLimits wide{.depth = 512, .size = 1 << 24, .members = 1 << 20};

/// The value, or why it was refused.
std::pair<std::optional<Json>, std::string> read(std::string_view text, const JsonLimits &limits) {
    try {
        return {Json::parse(text, limits), {}};
    } catch (const Error &e) {
        return {std::nullopt, e.what()};
    }
}

bool is_utf8(std::string_view text) { return g_utf8_validate_len(text.data(), text.size(), nullptr) != FALSE; }

void require_same(const Json &ours, Element theirs);

void require_same_items(const Json &ours, const simdjson::dom::array &theirs) {
    const auto items = ours.items();
    require(items.size() == theirs.size() && items.size() == ours.size(), "an array has as many items");
    size_t at = 0;
    for (const auto item : theirs)
        require_same(items[at++], item);
}

void require_same_members(const Json &ours, const simdjson::dom::object &theirs) {
    const auto members = ours.members();
    require(members.size() == theirs.size() && members.size() == ours.size(), "an object has as many members");
    size_t at = 0;
    for (const auto field : theirs) {
        require(members[at].name == field.key, "members keep their names and their order");
        require(ours.member(field.key) == members[at].value, "a member is found by its name");
        require_same(members[at++].value, field.value);
    }
}

void require_same(const Json &ours, Element theirs) {
    switch (theirs.type()) {
    case Type::NULL_VALUE: return require(ours.is(Kind::null), "null is null");
    case Type::BOOL: return require(ours.as<bool>() == theirs.get_bool().value_unsafe(), "a boolean is the same");
    case Type::INT64: return require(ours.as<int64_t>() == theirs.get_int64().value_unsafe(), "integers are exact");
    case Type::UINT64:
        return require(ours.as<double>() == static_cast<double>(theirs.get_uint64().value_unsafe()),
                       "an integer beyond 63 bits is a double");
    case Type::DOUBLE: return require(ours.as<double>() == theirs.get_double().value_unsafe(), "doubles are exact");
    case Type::STRING: return require(ours.as<std::string>() == theirs.get_string().value_unsafe(), "a text is whole");
    case Type::ARRAY: return require_same_items(ours, theirs.get_array().value_unsafe());
    case Type::OBJECT: return require_same_members(ours, theirs.get_object().value_unsafe());
    }
}

void check_dump(const Json &value) {
    for (const auto &text : {value.dump(), value.dump_pretty()}) {
        require(is_utf8(text), "what is written is UTF-8");
        const auto [again, reason] = read(text, wide);
        require(again.has_value(), "what is written is JSON");
        require(*again == value && again->dump() == value.dump(), "what is written is read as the same again");
    }
    const Json inside = Json::Object{{"in", Json::Array{value, value}}};
    require(inside.at("in[1]") == value, "a value can be part of others");
}

/// We refuse on purpose what simdjson takes.
bool is_stricter(std::string_view text, const std::string &reason) {
    return reason.ends_with("the same name a second time") || reason.ends_with("512 deep") ||
           text.starts_with("\xEF\xBB\xBF");
}

/// simdjson refuses integers that need more than 64 bits, and it may round very long numbers away.
bool is_wider(std::string_view text) {
    size_t digits = 0;
    for (const char c : text)
        if (digits = g_ascii_isdigit(c) ? digits + 1 : 0; digits >= 19)
            return true;
    return false;
}

void check_error(const std::string &reason) {
    require(reason.starts_with("line ") || reason.starts_with("the text has more than "), "an error says where");
    require(reason.size() < 120 && is_utf8(reason), "an error does not quote the text");
}

void check_limits(std::string_view text, const std::optional<Json> &whole) {
    const auto [shallow, reason] = read(text, {.depth = 3, .size = wide.size, .members = wide.members});
    const auto [cut, cut_reason] =
        read(text, {.depth = 3, .size = wide.size, .members = wide.members, .drop_deeper = true});
    require(!shallow || (whole && *shallow == *whole && cut && *cut == *whole), "limits change nothing within them");
    require(!whole || cut, "what is deeper is dropped, and the rest is read");
    require(shallow || !reason.ends_with("3 deep") || !whole || cut != whole, "what is refused for its depth is deep");
}

} // namespace

void run(std::string_view text) {
    const auto [ours, reason] = read(text, wide);
    static simdjson::dom::parser parser; // it keeps its buffers
    Element theirs;
    const simdjson::padded_string padded(text);
    const bool valid = parser.parse(padded).get(theirs) == simdjson::SUCCESS;
    if (valid && !ours)
        require(is_stricter(text, reason), "JSON is taken");
    if (!valid && ours)
        require(is_wider(text), "what is not JSON is refused");
    if (valid && ours)
        require_same(*ours, theirs);
    if (ours)
        check_dump(*ours);
    else
        check_error(reason);
    check_limits(text, ours);
}

} // namespace callbooth::fuzz
