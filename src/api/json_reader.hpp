// SPDX-License-Identifier: MIT
#pragma once

#include <callbooth/json.hpp>
#include <callbooth/util/glib.hpp>
#include <json-glib/json-glib.h>

namespace callbooth {

template <> struct HandleTraits<JsonNode> {
    static void free(JsonNode *p) { json_node_unref(p); }
};

/// Reads text into json-glib's tree. Its own parser cannot: it takes comments and other things that are not JSON, wraps
/// integers, cuts strings at a zero, and spends quadratic time on names that are there twice.
class JsonReader {
public:
    JsonReader(std::string_view text, const JsonLimits &limits);

    Handle<JsonNode> read();

private:
    /// An array or an object whose end is yet to come.
    struct Level {
        char end;
        ::JsonObject *object = nullptr;
        ::JsonArray *array = nullptr;
    };

    void check_encoding() const;
    bool begin_value();
    bool begin_container(char end);
    void begin_level(char end);
    void begin_dropped(char end);
    bool is_inside() const { return !levels_.empty() || !dropped_.empty(); }
    /// The bracket that ends the innermost array or object.
    char end() const { return dropped_.empty() ? levels_.back().end : dropped_.back() ? '}' : ']'; }
    void end_container();
    bool next_item();
    void name();
    void check_name(size_t start) const;
    void attach(Handle<JsonNode> node);

    Handle<JsonNode> scalar();
    Handle<JsonNode> number();
    void digits();
    std::string string();
    void escape(std::string &text);
    gunichar unicode_escape();
    gunichar hex();

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool take(char c);
    bool take(std::string_view word);
    void skip_space();
    [[noreturn]] void fail(const std::string &reason) const { fail(reason, at_); }
    [[noreturn]] void fail(const std::string &reason, size_t at) const;

    std::string_view text_;
    JsonLimits limits_;
    size_t at_ = 0;
    Handle<JsonNode> root_;
    std::vector<Level> levels_; ///< `limits_.depth` at most
    std::vector<bool> dropped_; ///< below these, objects and not arrays: a bit each, for strangers choose the depth
    std::string name_;          ///< of the member whose value comes next
};

} // namespace callbooth
