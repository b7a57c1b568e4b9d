// SPDX-License-Identifier: MIT
#include "verb.hpp"

#include <algorithm>
#include <charconv>

#include <callbooth/util/glib.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callbooth::control {
namespace {

const char *name_of(Type type) {
    switch (type) {
    case Type::text: return "a string";
    case Type::integer: return "an integer";
    case Type::boolean: return "a boolean";
    case Type::number: return "a number";
    case Type::texts: return "an array of strings";
    case Type::path: return "an absolute path";
    case Type::value: return "any value";
    }
    return "?";
}

bool fits(const Json &value, Type type) {
    switch (type) {
    case Type::text: return value.is(Json::Kind::string);
    case Type::integer: return value.is(Json::Kind::integer);
    case Type::boolean: return value.is(Json::Kind::boolean);
    case Type::number: return value.as<double>().has_value();
    case Type::texts: return value.as<std::vector<std::string>>().has_value();
    case Type::path: return value.as<std::string>().value_or("").starts_with('/');
    case Type::value: return true;
    }
    return false;
}

const Parameter *find(const Verb &verb, std::string_view name) {
    const auto &all = verb.parameters;
    const auto it = std::find_if(all.begin(), all.end(), [&](const Parameter &each) { return each.name == name; });
    return it == all.end() ? nullptr : &*it;
}

Json parse_word(const std::string &word) {
    try {
        return Json::parse(word);
    } catch (const Error &) {
        return word;
    }
}

/// A word as a person types it, as a value of the type; itself where it is none.
Json value_of(const std::string &word, Type type) {
    if (type == Type::value)
        return parse_word(word);
    int64_t number = 0;
    if (type == Type::integer && std::from_chars(word.data(), word.data() + word.size(), number).ptr == &*word.end())
        return number;
    if (type == Type::boolean && (word == "true" || word == "false"))
        return word == "true";
    return word;
}

/// Words to the members that they stand for.
class WordReader {
public:
    WordReader(const Verb &verb, std::vector<std::string> words, std::string folder)
        : verb_(verb), words_(std::move(words)), folder_(std::move(folder)) {}

    Json read() {
        for (; next_ < words_.size(); ++next_)
            if (!take_named(words_[next_]))
                take_positional();
        return object_;
    }

private:
    bool take_named(const std::string &word) {
        const size_t equals = word.find('=');
        const Parameter *parameter = equals == std::string::npos ? nullptr : find(verb_, word.substr(0, equals));
        if (parameter)
            set(*parameter, word.substr(equals + 1));
        return parameter != nullptr;
    }
    void take_positional() {
        if (position_ == verb_.parameters.size())
            throw Refusal(Code::bad_request,
                          fmt::format("'{}' is too much: {} {}", words_[next_], verb_.name, usage_of(verb_)));
        const Parameter &parameter = verb_.parameters[position_++];
        const bool last = position_ == verb_.parameters.size();
        if (parameter.type == Type::texts)
            object_.set(parameter.name, rest());
        else if (parameter.type == Type::text && last)
            set(parameter, fmt::format("{}", fmt::join(rest(), " ")));
        else
            set(parameter, words_[next_]);
    }
    void set(const Parameter &parameter, const std::string &word) {
        const bool relative = parameter.type == Type::path && !word.starts_with('/') && !folder_.empty();
        object_.set(parameter.name, value_of(relative ? folder_ + '/' + word : word, parameter.type));
    }
    std::vector<std::string> rest() {
        std::vector<std::string> words(words_.begin() + static_cast<ptrdiff_t>(next_), words_.end());
        next_ = words_.size();
        return words;
    }

    const Verb &verb_;
    std::vector<std::string> words_;
    std::string folder_; ///< that relative paths are in; empty: not given
    size_t next_ = 0;
    size_t position_ = 0;
    Json::Object object_;
};

std::optional<std::vector<std::string>> words_of(const Json &body) {
    const auto words = body.member("words");
    if (!words)
        return std::nullopt;
    if (auto list = words->as<std::vector<std::string>>())
        return list;
    throw Refusal(Code::bad_request, "words: expected an array of strings");
}

void check_member(const Verb &verb, const Json::Member &member) {
    const Parameter *parameter = find(verb, member.name);
    if (!parameter)
        throw Refusal(Code::bad_request, fmt::format("{} has no '{}': {}", verb.name, member.name, usage_of(verb)));
    if (!fits(member.value, parameter->type))
        throw Refusal(Code::bad_request, fmt::format("{}: expected {}", member.name, name_of(parameter->type)));
}

} // namespace

std::string usage_of(const Verb &verb) {
    std::vector<std::string> parts;
    for (const Parameter &parameter : verb.parameters) {
        const Handle<char> upper(g_ascii_strup(parameter.name, -1));
        parts.push_back(fmt::format(fmt::runtime(parameter.required ? "{}{}" : "[{}{}]"), upper.get(),
                                    parameter.type == Type::texts ? "..." : ""));
    }
    return fmt::format("{}", fmt::join(parts, " "));
}

Json arguments_of(const Verb &verb, const Json &body) {
    Json::Object arguments;
    const auto words = words_of(body);
    for (const auto &member :
         words ? WordReader(verb, *words, body.get_or("cwd", "")).read().members() : body.members())
        if (words || (member.name != "do" && member.name != "id")) {
            check_member(verb, member);
            arguments.set(member.name, member.value);
        }
    Json checked = arguments;
    for (const Parameter &parameter : verb.parameters)
        if (parameter.required && !checked.member(parameter.name))
            throw Refusal(Code::bad_request,
                          fmt::format("'{}' is missing: {} {}", parameter.name, verb.name, usage_of(verb)));
    return checked;
}

std::string command_arguments(const Json &body) {
    if (const auto words = words_of(body))
        return fmt::format("{}", fmt::join(*words, " "));
    const auto arguments = body.member("arguments").value_or("");
    if (!arguments.is(Json::Kind::string))
        throw Refusal(Code::bad_request, "arguments: expected a string");
    return *arguments.as<std::string>();
}

} // namespace callbooth::control
