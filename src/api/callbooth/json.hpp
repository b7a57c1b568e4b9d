// SPDX-License-Identifier: MIT
/// JSON (RFC 8259) outside of hot paths: a value that owns what it holds, a strict reader with limits, a writer.
///
///     const auto message = Json::parse(text);
///     const auto sdp = message.get<std::string>("payload.sdp.sdp");
///     socket.send(Json::Object{{"type", "ANSWER"}, {"payload", Json::Object{{"sdp", sdp}}}}.dump());
///
/// A path is names with dots between them and indices in brackets, `path.to[3].value`; the empty one is the value
/// itself. A name that contains a dot or a bracket is reached with member() or operator[].
///
/// Any thread may read a value, several at once. json-glib holds the tree behind it; nothing of it is visible here.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <callbooth/error.hpp>

namespace callbooth {

/// What Json::parse() takes from others.
struct JsonLimits {
    size_t depth = 32;         ///< arrays and objects within one another; more than 512 count as 512
    size_t size = 1024 * 1024; ///< bytes of the text
    /// Of one object. Names that collide in json-glib's hash table, which is not seeded, cost time by the square.
    size_t members = 128;
    bool drop_deeper = false; ///< arrays and objects below `depth` are read as null; otherwise they are refused
};

/// An immutable JSON value. Copies are cheap: they share the tree. A value that was taken out of a larger one keeps all
/// of that one alive.
class __attribute__((visibility("default"))) Json {
public:
    /// `integer` is a number without fraction and exponent that fits into int64_t; `number` is any other one.
    enum class Kind { null, boolean, integer, number, string, array, object };

    struct Member;
    class Array;
    class Object;

    /// Reads one value, and nothing but white space around it. Refuses what RFC 8259 refuses, and besides: a name twice
    /// in one object (RFC 7493 section 2.3), half of a surrogate pair, a number beyond the range of a double, a byte
    /// order mark, more than `limits`. Integers beyond int64_t become doubles, as in JavaScript; -0 becomes 0. Throws
    /// Error like "line 2, column 7: expected ',' or '}'"; columns count characters. It never quotes the text.
    static Json parse(std::string_view text, const JsonLimits &limits = {});

    Json() = default;
    Json(std::nullptr_t) {}
    template <std::same_as<bool> T> Json(T value) : Json(from_boolean(value)) {}
    /// Throws Error when the value does not fit into int64_t.
    template <std::integral T>
    requires(!std::same_as<T, bool>) Json(T value)
        : Json(std::in_range<int64_t>(value) ? from_integer(static_cast<int64_t>(value)) : refuse_number()) {}
    /// Throws Error for NaN and infinity, which JSON does not have.
    template <std::floating_point T> Json(T value) : Json(from_number(static_cast<double>(value))) {}
    /// Any bytes; those that are not UTF-8 become U+FFFD.
    template <class T>
    requires std::convertible_to<const T &, std::string_view> Json(const T &text)
        : Json(from_string(std::string_view(text))) {}
    template <class T> Json(const std::vector<T> &items);
    Json(const Array &array);
    /// Of members with the same name the last one counts.
    Json(const Object &object);

    Kind kind() const;
    bool is(Kind kind) const { return this->kind() == kind; }
    /// How many items or members; 0 unless it is an array or an object.
    size_t size() const;
    /// Objects are equal in any order of members; numbers by value.
    bool operator==(const Json &other) const;

    /// Throws Error like "path.to: missing" or "path.to: expected an object, found a string".
    Json at(std::string_view path) const;
    Json operator[](std::string_view name) const;
    Json operator[](size_t index) const;
    /// Nullopt when this is not an object or has no such member.
    std::optional<Json> member(std::string_view name) const;
    /// In their order. Throw Error when this is not an array or not an object.
    std::vector<Json> items() const;
    std::vector<Member> members() const;

    /// The value as a T: bool, an integer type, double (of any number), std::string, Json or a std::vector of one of
    /// these. Nullopt when it is of another kind or out of T's range.
    template <class T> std::optional<T> as() const;
    /// The value at `path`, which must be there. Throws Error like "path.to[3]: expected a string, found a boolean".
    template <class T> T get(std::string_view path = {}) const { return at(path).read<T>(std::string(path)); }
    /// Nullopt when nothing is at `path`, or something that is not a T: for other people's JSON, of which every part
    /// may be missing.
    template <class T> std::optional<T> find(std::string_view path) const;
    /// `fallback` when nothing or null is at `path`. Throws Error when it is not a T.
    template <class T> T get_or(std::string_view path, T fallback) const;
    std::string get_or(std::string_view path, const char *fallback) const {
        return get_or<std::string>(path, fallback);
    }

    /// On one line, valid UTF-8. Control characters are escaped, and '<' and '/' are not: HTML needs more than this.
    /// Numbers get as many digits as they need to be read as the same ones again.
    std::string dump() const;
    /// The same for people to read: a line for each member and item.
    std::string dump_pretty() const;

private:
    using Node = std::shared_ptr<const void>;
    explicit Json(Node node) : node_(std::move(node)) {}

    static Json from_boolean(bool value);
    static Json from_integer(int64_t value);
    static Json from_number(double value);
    static Json from_string(std::string_view text);
    [[noreturn]] static Json refuse_number();

    std::optional<Json> locate(std::string_view path) const;
    std::optional<bool> boolean() const;
    std::optional<int64_t> integer() const;
    std::optional<double> number() const;
    std::optional<std::string> string() const;
    [[noreturn]] void fail(const std::string &path, const std::string &expected) const;

    template <class T> T read(const std::string &path) const;
    template <class T> static std::string name_of();
    template <class T> static constexpr bool is_vector = false;

    Node node_; ///< json-glib's; null for null
};

template <class T> constexpr bool Json::is_vector<std::vector<T>> = true;

struct Json::Member {
    std::string name;
    Json value;
};

/// An array that is being built.
class Json::Array {
public:
    Array() = default;
    Array(std::initializer_list<Json> items) : items_(items) {}

    Array &add(Json item) {
        items_.push_back(std::move(item));
        return *this;
    }
    const std::vector<Json> &items() const { return items_; }
    std::string dump() const { return Json(*this).dump(); }

private:
    std::vector<Json> items_;
};

/// An object that is being built; keeps the order of its members.
class Json::Object {
public:
    Object() = default;
    Object(std::initializer_list<Member> members) : members_(members) {}

    Object &set(std::string name, Json value) {
        members_.push_back({std::move(name), std::move(value)});
        return *this;
    }
    const std::vector<Member> &members() const { return members_; }
    std::string dump() const { return Json(*this).dump(); }

private:
    std::vector<Member> members_;
};

template <class T> Json::Json(const std::vector<T> &items) {
    Array array;
    for (const auto &item : items)
        array.add(Json(item));
    *this = Json(array);
}

template <class T> std::optional<T> Json::as() const {
    if constexpr (std::same_as<T, Json>)
        return *this;
    else if constexpr (std::same_as<T, bool>)
        return boolean();
    else if constexpr (std::same_as<T, double>)
        return number();
    else if constexpr (std::same_as<T, std::string>)
        return string();
    else if constexpr (std::integral<T>) {
        const auto value = integer();
        return value && std::in_range<T>(*value) ? std::optional(static_cast<T>(*value)) : std::nullopt;
    } else {
        static_assert(is_vector<T>, "a JSON value is read as bool, integer, double, std::string, Json or a vector");
        T list;
        for (const auto &item : is(Kind::array) ? items() : std::vector<Json>())
            if (auto value = item.as<typename T::value_type>())
                list.push_back(std::move(*value));
        return is(Kind::array) && list.size() == size() ? std::optional(std::move(list)) : std::nullopt;
    }
}

template <class T> std::string Json::name_of() {
    if constexpr (std::same_as<T, bool>)
        return "a boolean";
    else if constexpr (std::same_as<T, double>)
        return "a number";
    else if constexpr (std::same_as<T, std::string>)
        return "a string";
    else if constexpr (is_vector<T>)
        return "an array";
    else if constexpr (sizeof(T) == sizeof(int64_t) && std::is_signed_v<T>)
        return "an integer";
    else
        return "an integer from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
               std::to_string(std::numeric_limits<T>::max());
}

template <class T> T Json::read(const std::string &path) const {
    if constexpr (std::same_as<T, Json>)
        return *this;
    else {
        if (auto value = as<T>())
            return *std::move(value);
        if constexpr (is_vector<T>) // one of the items is to blame
            for (size_t i = 0; i < size() && is(Kind::array); ++i)
                (*this)[i].template read<typename T::value_type>(path + "[" + std::to_string(i) + "]");
        fail(path, name_of<T>());
    }
}

template <class T> std::optional<T> Json::find(std::string_view path) const {
    const auto value = locate(path);
    return value ? value->as<T>() : std::nullopt;
}

template <class T> T Json::get_or(std::string_view path, T fallback) const {
    const auto value = locate(path);
    return value && !value->is(Kind::null) ? value->read<T>(std::string(path)) : std::move(fallback);
}

} // namespace callbooth
