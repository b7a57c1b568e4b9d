// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <json-glib/json-glib.h>

namespace callbooth {

/// Writes json-glib's tree as text. Its own generator writes 1e22 and U+001F as something that is not JSON, and its
/// references to objects are not for several threads.
class JsonWriter {
public:
    explicit JsonWriter(bool pretty) : pretty_(pretty) {}

    std::string write(JsonNode *node) &&;

private:
    void value(JsonNode *node);
    void scalar(JsonNode *node);
    void array(JsonArray *array);
    void object(JsonObject *object);
    void number(double value);
    void string(std::string_view held);
    void escaped(char c);
    void item(bool first);
    void end(char c, bool empty);
    void line();

    const bool pretty_;
    std::string text_;
    size_t depth_ = 0;
};

} // namespace callbooth
