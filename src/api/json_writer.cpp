// SPDX-License-Identifier: MIT
#include "json_writer.hpp"

#include <array>
#include <charconv>

#include "held_text.hpp"

namespace callbooth {

std::string JsonWriter::write(JsonNode *node) && {
    value(node);
    return std::move(text_);
}

void JsonWriter::value(JsonNode *node) {
    switch (json_node_get_node_type(node)) {
    case JSON_NODE_OBJECT: return object(json_node_get_object(node));
    case JSON_NODE_ARRAY: return array(json_node_get_array(node));
    case JSON_NODE_VALUE: return scalar(node);
    case JSON_NODE_NULL: text_ += "null";
    }
}

void JsonWriter::scalar(JsonNode *node) {
    switch (json_node_get_value_type(node)) {
    case G_TYPE_STRING: return string(json_node_get_string(node));
    case G_TYPE_DOUBLE: return number(json_node_get_double(node));
    case G_TYPE_INT64: text_ += std::to_string(json_node_get_int(node)); break;
    default: text_ += json_node_get_boolean(node) != FALSE ? "true" : "false";
    }
}

void JsonWriter::array(JsonArray *array) {
    const auto size = json_array_get_length(array);
    text_ += '[';
    ++depth_;
    for (guint i = 0; i < size; ++i) {
        item(i == 0);
        value(json_array_get_element(array, i));
    }
    end(']', size == 0);
}

void JsonWriter::object(JsonObject *object) {
    JsonObjectIter iterator;
    json_object_iter_init_ordered(&iterator, object);
    const char *name = nullptr;
    bool first = true;
    text_ += '{';
    ++depth_;
    for (JsonNode *node = nullptr; json_object_iter_next_ordered(&iterator, &name, &node) != FALSE; first = false) {
        item(first);
        string(name);
        text_ += pretty_ ? ": " : ":";
        value(node);
    }
    end('}', first);
}

/// The shortest text that is read as the same double again, and not as an integer.
void JsonWriter::number(double value) {
    std::array<char, 32> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
    const std::string_view digits(text.data(), static_cast<size_t>(written.ptr - text.data()));
    text_ += digits;
    if (digits.find_first_of(".e") == std::string_view::npos)
        text_ += ".0";
}

void JsonWriter::string(std::string_view held) {
    text_ += '"';
    while (!held.empty()) {
        const bool zero = held.starts_with(held_zero);
        escaped(zero ? '\0' : held.front());
        held.remove_prefix(zero ? held_zero.size() : 1);
    }
    text_ += '"';
}

void JsonWriter::escaped(char c) {
    static constexpr std::string_view characters = "\"\\\b\f\n\r\t";
    static constexpr std::string_view names = "\"\\bfnrt";
    static constexpr std::string_view hex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (const auto found = characters.find(c); found != std::string_view::npos)
        (text_ += '\\') += names[found];
    else if (byte < 0x20)
        ((text_ += "\\u00") += hex[byte >> 4]) += hex[byte & 15];
    else
        text_ += c;
}

void JsonWriter::item(bool first) {
    if (!first)
        text_ += ',';
    line();
}

void JsonWriter::end(char c, bool empty) {
    --depth_;
    if (!empty)
        line();
    text_ += c;
}

void JsonWriter::line() {
    if (pretty_)
        (text_ += '\n').append(2 * depth_, ' ');
}

} // namespace callbooth
