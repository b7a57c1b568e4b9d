// SPDX-License-Identifier: MIT
#include "json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "held_text.hpp"

namespace callbooth {

namespace {

constexpr size_t max_depth = 512; // json-glib walks its trees with the stack of calls

} // namespace

JsonReader::JsonReader(std::string_view text, const JsonLimits &limits) : text_(text), limits_(limits) {
    limits_.depth = std::min(limits.depth, max_depth);
}

Handle<JsonNode> JsonReader::read() {
    if (text_.size() > limits_.size)
        throw Error("the text has more than " + std::to_string(limits_.size) + " bytes");
    check_encoding();
    do {
        while (begin_value())
            name();
    } while (next_item());
    skip_space();
    if (at_ < text_.size())
        fail("expected the end of the text");
    return std::move(root_);
}

void JsonReader::check_encoding() const {
    const char *end = nullptr;
    if (g_utf8_validate(text_.data(), static_cast<gssize>(text_.size()), &end) != FALSE)
        return;
    fail(*end == '\0' ? "a zero byte" : "a byte that is not UTF-8", static_cast<size_t>(end - text_.data()));
}

/// Reads a value, or the begin of an array or object; true when that one has something in it, which comes next.
bool JsonReader::begin_value() {
    skip_space();
    if (take('{'))
        return begin_container('}');
    if (take('['))
        return begin_container(']');
    attach(scalar());
    return false;
}

bool JsonReader::begin_container(char end) {
    if (levels_.size() < limits_.depth)
        begin_level(end);
    else
        begin_dropped(end);
    skip_space();
    return peek() != end;
}

void JsonReader::begin_level(char end) {
    Level level{.end = end};
    Handle<JsonNode> node(json_node_new(end == '}' ? JSON_NODE_OBJECT : JSON_NODE_ARRAY));
    if (end == '}')
        json_node_take_object(node.get(), level.object = json_object_new());
    else
        json_node_take_array(node.get(), level.array = json_array_new());
    attach(std::move(node));
    levels_.push_back(level);
}

void JsonReader::begin_dropped(char end) {
    if (!limits_.drop_deeper)
        fail("arrays and objects are nested more than " + std::to_string(limits_.depth) + " deep", at_ - 1);
    attach(Handle<JsonNode>(json_node_new(JSON_NODE_NULL)));
    dropped_.push_back(end == '}');
}

void JsonReader::end_container() {
    if (dropped_.empty())
        levels_.pop_back();
    else
        dropped_.pop_back();
}

/// Behind a value: ends what it ends, and tells whether another one follows.
bool JsonReader::next_item() {
    while (is_inside()) {
        skip_space();
        if (take(end())) {
            end_container();
            continue;
        }
        if (!take(','))
            fail(std::string("expected ',' or '") + end() + "'");
        name();
        return true;
    }
    return false;
}

/// In an object, reads the name of the next member and its colon.
void JsonReader::name() {
    if (end() != '}')
        return;
    skip_space();
    const auto start = at_;
    if (!take('"'))
        fail("expected a name in double quotes");
    name_ = string();
    if (dropped_.empty())
        check_name(start);
    skip_space();
    if (!take(':'))
        fail("expected ':'");
}

void JsonReader::check_name(size_t start) const {
    auto *object = levels_.back().object;
    if (json_object_get_size(object) >= limits_.members)
        fail("an object with more than " + std::to_string(limits_.members) + " members", start);
    if (json_object_has_member(object, name_.c_str()) != FALSE)
        fail("the same name a second time", start);
}

void JsonReader::attach(Handle<JsonNode> node) {
    if (!dropped_.empty())
        return;
    if (levels_.empty())
        root_ = std::move(node);
    else if (auto *object = levels_.back().object)
        json_object_set_member(object, name_.c_str(), node.release());
    else
        json_array_add_element(levels_.back().array, node.release());
}

Handle<JsonNode> JsonReader::scalar() {
    if (take('"')) {
        const auto text = string();
        return Handle<JsonNode>(json_node_init_string(json_node_alloc(), text.c_str()));
    }
    if (peek() == '-' || g_ascii_isdigit(peek()))
        return number();
    if (take("true"))
        return Handle<JsonNode>(json_node_init_boolean(json_node_alloc(), TRUE));
    if (take("false"))
        return Handle<JsonNode>(json_node_init_boolean(json_node_alloc(), FALSE));
    if (take("null"))
        return Handle<JsonNode>(json_node_new(JSON_NODE_NULL));
    fail("expected a value");
}

Handle<JsonNode> JsonReader::number() {
    const auto start = at_;
    take('-');
    if (!take('0'))
        digits();
    const auto whole = at_;
    if (take('.'))
        digits();
    if (take('e') || take('E')) {
        if (!take('+'))
            take('-');
        digits();
    }
    const std::string token(text_.substr(start, at_ - start));
    int64_t integer = 0;
    if (at_ == whole && std::from_chars(token.data(), token.data() + token.size(), integer).ec == std::errc())
        return Handle<JsonNode>(json_node_init_int(json_node_alloc(), integer));
    const double real = g_ascii_strtod(token.c_str(), nullptr);
    if (!std::isfinite(real))
        fail("a number that is too large", start);
    return Handle<JsonNode>(json_node_init_double(json_node_alloc(), real));
}

void JsonReader::digits() {
    if (!g_ascii_isdigit(peek()))
        fail("expected a digit");
    while (g_ascii_isdigit(peek()))
        ++at_;
}

/// The rest of a string whose opening quote was read, as json-glib holds it.
std::string JsonReader::string() {
    std::string text;
    for (;;) {
        const auto start = at_;
        while (peek() != '"' && peek() != '\\' && static_cast<unsigned char>(peek()) >= 0x20)
            ++at_;
        text += text_.substr(start, at_ - start);
        if (take('"'))
            return text;
        if (!take('\\'))
            fail(at_ < text_.size() ? "a control character in a string" : "a string without its end");
        escape(text);
    }
}

void JsonReader::escape(std::string &text) {
    static constexpr std::string_view names = "\"\\/bfnrt";
    static constexpr std::string_view characters = "\"\\/\b\f\n\r\t";
    if (take('u'))
        return append_held(text, unicode_escape());
    const auto found = at_ < text_.size() ? names.find(peek()) : std::string_view::npos;
    if (found == std::string_view::npos)
        fail("an escape that JSON does not have", at_ - 1);
    text += characters[found];
    ++at_;
}

/// One character of `\u` escapes, which may be two of them (RFC 8259 section 7).
gunichar JsonReader::unicode_escape() {
    const auto start = at_ - 2;
    const gunichar first = hex();
    if (first < 0xd800 || first > 0xdfff)
        return first;
    const gunichar second = first < 0xdc00 && take("\\u") ? hex() : 0;
    if (second < 0xdc00 || second > 0xdfff)
        fail("half of a surrogate pair", start);
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

gunichar JsonReader::hex() {
    gunichar value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        const int digit = g_ascii_xdigit_value(peek());
        if (digit < 0)
            fail("expected four hexadecimal digits");
        value = value << 4 | static_cast<gunichar>(digit);
    }
    return value;
}

bool JsonReader::take(char c) {
    const bool there = at_ < text_.size() && text_[at_] == c;
    at_ += there ? 1 : 0;
    return there;
}

bool JsonReader::take(std::string_view word) {
    const bool there = text_.substr(at_).starts_with(word);
    at_ += there ? word.size() : 0;
    return there;
}

void JsonReader::skip_space() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t')
        ++at_;
}

void JsonReader::fail(const std::string &reason, size_t at) const {
    const auto before = text_.substr(0, at);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto line = before.substr(before.rfind('\n') + 1);
    const auto column = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; });
    throw Error("line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1) + ": " + reason);
}

} // namespace callbooth
