// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>

#include <callbooth/util/data_value.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::data {
namespace {

Json number_to_json(double number) {
    if (!std::isfinite(number))
        return nullptr;
    if (std::floor(number) == number && std::abs(number) < 0x1p63)
        return static_cast<int64_t>(number);
    return number;
}

Json bytes_to_json(const std::string &bytes) {
    const auto *data = reinterpret_cast<const guchar *>(bytes.data());
    const Handle<char> text(bytes.empty() ? g_strdup("") : g_base64_encode(data, bytes.size()));
    return Json::Object{{"base64", text.get()}};
}

struct ToJson {
    Json operator()(Undefined) const { return nullptr; }
    Json operator()(Null) const { return nullptr; }
    Json operator()(bool value) const { return value; }
    Json operator()(double value) const { return number_to_json(value); }
    Json operator()(const std::string &text) const { return text; }
    Json operator()(const Bytes &bytes) const { return bytes_to_json(bytes.data); }
    Json operator()(const Array &array) const {
        Json::Array items;
        for (const Value &value : array)
            items.add(to_json(value));
        return items;
    }
    Json operator()(const Object &object) const {
        Json::Object members;
        for (const auto &[name, value] : object)
            members.set(name, to_json(value));
        return members;
    }
};

Value array_from_json(const Json &json) {
    Array array;
    for (const Json &item : json.items())
        array.push_back(from_json(item));
    return {std::move(array)};
}

Value object_from_json(const Json &json) {
    Object object;
    for (const auto &[name, value] : json.members())
        object.push_back({name, from_json(value)});
    return {std::move(object)};
}

struct Describe {
    std::string operator()(Undefined) const { return "undefined"; }
    std::string operator()(Null) const { return "null"; }
    std::string operator()(bool) const { return "a boolean"; }
    std::string operator()(double) const { return "a number"; }
    std::string operator()(const std::string &text) const { return fmt::format("a text of {} bytes", text.size()); }
    std::string operator()(const Bytes &bytes) const { return fmt::format("{} bytes", bytes.data.size()); }
    std::string operator()(const Array &) const { return "an array"; }
    std::string operator()(const Object &) const { return "an object"; }
};

} // namespace

const Value *Value::member(std::string_view name) const {
    if (const auto *object = as<Object>())
        for (const auto &[key, value] : *object)
            if (key == name)
                return &value;
    return nullptr;
}

Json to_json(const Value &value) { return std::visit(ToJson{}, value.data); }

Value from_json(const Json &json) {
    switch (json.kind()) {
    case Json::Kind::null: return {Null{}};
    case Json::Kind::boolean: return {json.as<bool>().value_or(false)};
    case Json::Kind::integer:
    case Json::Kind::number: return {json.as<double>().value_or(0)};
    case Json::Kind::string: return {json.as<std::string>().value_or("")};
    case Json::Kind::array: return array_from_json(json);
    case Json::Kind::object: return object_from_json(json);
    }
    return {Null{}};
}

std::string describe(const Value &value) { return std::visit(Describe{}, value.data); }

} // namespace callbooth::data
