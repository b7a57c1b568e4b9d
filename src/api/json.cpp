// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cmath>

#include "held_text.hpp"
#include "json_reader.hpp"
#include "json_writer.hpp"
#include <callbooth/json.hpp>

namespace callbooth {

namespace {

using Node = std::shared_ptr<const void>;

/// json-glib takes no const anywhere; this only goes to functions that read.
JsonNode *raw(const Node &node) { return static_cast<JsonNode *>(const_cast<void *>(node.get())); }

Node own(JsonNode *node) {
    return {node, [](JsonNode *p) { json_node_unref(p); }};
}

/// A reference for another tree.
JsonNode *share(const Node &node) { return node ? json_node_ref(raw(node)) : json_node_new(JSON_NODE_NULL); }

Json::Kind kind_of_value(JsonNode *node) {
    switch (json_node_get_value_type(node)) {
    case G_TYPE_BOOLEAN: return Json::Kind::boolean;
    case G_TYPE_INT64: return Json::Kind::integer;
    case G_TYPE_STRING: return Json::Kind::string;
    default: return Json::Kind::number;
    }
}

std::string with_article(Json::Kind kind) {
    switch (kind) {
    case Json::Kind::null: return "null";
    case Json::Kind::boolean: return "a boolean";
    case Json::Kind::integer:
    case Json::Kind::number: return "a number";
    case Json::Kind::string: return "a string";
    case Json::Kind::array: return "an array";
    case Json::Kind::object: return "an object";
    }
    return {};
}

[[noreturn]] void fail_at(std::string_view path, const std::string &problem) {
    throw Error(path.empty() ? problem : std::string(path) + ": " + problem);
}

/// A path on its way from value to value.
class Path {
public:
    explicit Path(std::string_view text) : text_(text) {}

    bool done() const { return end_ >= text_.size(); }

    /// Goes one step further: where that leads to, if there is anything.
    std::optional<Json> follow(const Json &value) {
        begin_ = end_;
        is_index_ = text_[begin_] == '[';
        if (is_index_)
            return item(value);
        begin_ += text_[begin_] == '.' && begin_ > 0 ? 1 : 0;
        end_ = std::min(text_.find_first_of(".[", begin_), text_.size());
        return value.member(text_.substr(begin_, end_ - begin_));
    }

    [[noreturn]] void fail(const Json &value) const {
        if (value.is(is_index_ ? Json::Kind::array : Json::Kind::object))
            fail_at(text_.substr(0, end_), "missing");
        const auto before = text_.substr(0, begin_ - (begin_ > 0 && !is_index_ ? 1 : 0));
        fail_at(before, std::string("expected ") + (is_index_ ? "an array" : "an object") + ", found " +
                            with_article(value.kind()));
    }

private:
    std::optional<Json> item(const Json &value) {
        size_t index = 0;
        const auto closing = std::min(text_.find(']', begin_), text_.size());
        const char *last = text_.data() + closing;
        const auto read = std::from_chars(text_.data() + begin_ + 1, last, index);
        if (closing == text_.size() || read.ec != std::errc() || read.ptr != last)
            throw Error("the path " + std::string(text_) + " has brackets without a number");
        end_ = closing + 1;
        return index < value.size() && value.is(Json::Kind::array) ? std::optional(value[index]) : std::nullopt;
    }

    std::string_view text_;
    size_t begin_ = 0; ///< of the last step
    size_t end_ = 0;
    bool is_index_ = false;
};

} // namespace

Json Json::parse(std::string_view text, const JsonLimits &limits) {
    return Json(own(JsonReader(text, limits).read().release()));
}

Json::Json(const Array &array) : Json(own(json_node_new(JSON_NODE_ARRAY))) {
    auto *items = json_array_sized_new(static_cast<guint>(array.items().size()));
    json_node_take_array(raw(node_), items);
    for (const auto &item : array.items())
        json_array_add_element(items, share(item.node_));
}

Json::Json(const Object &object) : Json(own(json_node_new(JSON_NODE_OBJECT))) {
    auto *members = json_object_new();
    json_node_take_object(raw(node_), members);
    for (const auto &[name, value] : object.members())
        json_object_set_member(members, to_held(name).c_str(), share(value.node_));
}

Json Json::from_boolean(bool value) {
    return Json(own(json_node_init_boolean(json_node_alloc(), value ? TRUE : FALSE)));
}

Json Json::from_integer(int64_t value) { return Json(own(json_node_init_int(json_node_alloc(), value))); }

Json Json::from_number(double value) {
    if (!std::isfinite(value))
        refuse_number();
    return Json(own(json_node_init_double(json_node_alloc(), value)));
}

Json Json::from_string(std::string_view text) {
    const auto held = to_held(text);
    return Json(own(json_node_init_string(json_node_alloc(), held.c_str())));
}

Json Json::refuse_number() { throw Error("a number that cannot be written as JSON"); }

Json::Kind Json::kind() const {
    if (!node_)
        return Kind::null;
    switch (json_node_get_node_type(raw(node_))) {
    case JSON_NODE_OBJECT: return Kind::object;
    case JSON_NODE_ARRAY: return Kind::array;
    case JSON_NODE_VALUE: return kind_of_value(raw(node_));
    case JSON_NODE_NULL: return Kind::null;
    }
    return Kind::null;
}

size_t Json::size() const {
    switch (kind()) {
    case Kind::array: return json_array_get_length(json_node_get_array(raw(node_)));
    case Kind::object: return json_object_get_size(json_node_get_object(raw(node_)));
    default: return 0;
    }
}

bool Json::operator==(const Json &other) const {
    if (!node_ || !other.node_)
        return is(Kind::null) && other.is(Kind::null);
    return json_node_equal(raw(node_), raw(other.node_)) != FALSE;
}

std::optional<Json> Json::locate(std::string_view path) const {
    std::optional<Json> value = *this;
    for (Path way(path); value && !way.done();)
        value = way.follow(*value);
    return value;
}

Json Json::at(std::string_view path) const {
    Json value = *this;
    for (Path way(path); !way.done();) {
        auto next = way.follow(value);
        if (!next)
            way.fail(value);
        value = *std::move(next);
    }
    return value;
}

std::optional<Json> Json::member(std::string_view name) const {
    if (!is(Kind::object))
        return std::nullopt;
    auto *found = json_object_get_member(json_node_get_object(raw(node_)), to_held(name).c_str());
    return found ? std::optional(Json(Node(node_, found))) : std::nullopt;
}

Json Json::operator[](std::string_view name) const {
    if (!is(Kind::object))
        fail({}, "an object");
    auto found = member(name);
    if (!found)
        fail_at(name, "missing");
    return *std::move(found);
}

Json Json::operator[](size_t index) const {
    if (!is(Kind::array))
        fail({}, "an array");
    if (index >= size())
        fail_at("[" + std::to_string(index) + "]", "missing");
    auto *array = json_node_get_array(raw(node_));
    return Json(Node(node_, json_array_get_element(array, static_cast<guint>(index))));
}

std::vector<Json> Json::items() const {
    if (!is(Kind::array))
        fail({}, "an array");
    std::vector<Json> items;
    items.reserve(size());
    for (size_t i = 0; i < size(); ++i)
        items.push_back((*this)[i]);
    return items;
}

std::vector<Json::Member> Json::members() const {
    if (!is(Kind::object))
        fail({}, "an object");
    std::vector<Member> members;
    JsonObjectIter iterator;
    json_object_iter_init_ordered(&iterator, json_node_get_object(raw(node_)));
    const char *name = nullptr;
    for (JsonNode *value = nullptr; json_object_iter_next_ordered(&iterator, &name, &value) != FALSE;)
        members.push_back({from_held(name), Json(Node(node_, value))});
    return members;
}

std::optional<bool> Json::boolean() const {
    return is(Kind::boolean) ? std::optional(json_node_get_boolean(raw(node_)) != FALSE) : std::nullopt;
}

std::optional<int64_t> Json::integer() const {
    return is(Kind::integer) ? std::optional<int64_t>(json_node_get_int(raw(node_))) : std::nullopt;
}

std::optional<double> Json::number() const {
    const bool there = is(Kind::integer) || is(Kind::number);
    return there ? std::optional(json_node_get_double(raw(node_))) : std::nullopt;
}

std::optional<std::string> Json::string() const {
    return is(Kind::string) ? std::optional(from_held(json_node_get_string(raw(node_)))) : std::nullopt;
}

void Json::fail(const std::string &path, const std::string &expected) const {
    const bool exact = expected.starts_with("an integer") && number();
    fail_at(path, "expected " + expected + ", found " + (exact ? dump() : with_article(kind())));
}

std::string Json::dump() const { return node_ ? JsonWriter(false).write(raw(node_)) : "null"; }

std::string Json::dump_pretty() const { return node_ ? JsonWriter(true).write(raw(node_)) : "null"; }

} // namespace callbooth
