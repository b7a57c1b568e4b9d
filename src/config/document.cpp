// SPDX-License-Identifier: MIT
#include "config/document.hpp"

#include <algorithm>

#include "config/syntax_error.hpp"
#include <toml++/toml.h>

namespace callbooth::config {
namespace {

const char *type_name(toml::node_type type) {
    switch (type) {
    case toml::node_type::none: return "nothing";
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "a list";
    case toml::node_type::string: return "a string";
    case toml::node_type::integer: return "an integer";
    case toml::node_type::floating_point: return "a number with a fraction";
    case toml::node_type::boolean: return "a boolean";
    case toml::node_type::date: return "a date";
    case toml::node_type::time: return "a time";
    case toml::node_type::date_time: return "a date and time";
    }
    return "?";
}

/// Turns the parser's lines and columns (in characters) into bytes.
class Positions {
public:
    explicit Positions(std::shared_ptr<const Source> source) : source_(std::move(source)) {
        for (size_t i = 0; i < source_->text.size(); ++i)
            if (source_->text[i] == '\n')
                lines_.push_back(i + 1);
    }

    At at(const toml::source_position &position) const {
        const auto &text = source_->text;
        if (position.line == 0 || position.line > lines_.size())
            return {source_, text.size()};
        size_t offset = lines_[position.line - 1];
        for (auto column = position.column; column > 1 && offset < text.size() && text[offset] != '\n'; --column)
            do
                ++offset;
            while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80);
        return {source_, offset};
    }
    At at(const toml::node &node) const { return at(node.source().begin); }
    At at(const toml::key &key) const { return at(key.source().begin); }

private:
    std::shared_ptr<const Source> source_;
    std::vector<size_t> lines_{0};
};

Located<RawValue> list_of(const toml::array &array, const Positions &positions) {
    std::vector<std::string> list;
    for (const auto &element : array) {
        const auto *string = element.as_string();
        if (!string)
            return {Unusable{std::string("a list with ") + type_name(element.type()) + " in it"},
                    positions.at(element)};
        list.push_back(string->get());
    }
    return {std::move(list), positions.at(array)};
}

Located<RawValue> value_of(const toml::node &node, const Positions &positions) {
    if (const auto *array = node.as_array())
        return list_of(*array, positions);
    const auto at = positions.at(node);
    if (const auto *boolean = node.as_boolean())
        return {boolean->get(), at};
    if (const auto *integer = node.as_integer())
        return {integer->get(), at};
    if (const auto *number = node.as_floating_point())
        return {number->get(), at};
    if (const auto *string = node.as_string())
        return {string->get(), at};
    return {Unusable{type_name(node.type())}, at};
}

class Builder {
public:
    explicit Builder(const std::shared_ptr<const Source> &source) : positions_(source) {}

    Document build(const toml::table &root) {
        for (const auto &[key, node] : root) {
            if (const auto *table = node.as_table())
                add_section(std::string(key.str()), positions_.at(*table), *table);
            else
                document_.strays.push_back(entry(key, node));
        }
        const auto order = [](const RawSection &a, const RawSection &b) { return a.at.offset < b.at.offset; };
        std::stable_sort(document_.sections.begin(), document_.sections.end(), order);
        sort(document_.strays);
        return std::move(document_);
    }

    At at(const toml::source_position &position) const { return positions_.at(position); }

private:
    void add_section(std::string name, At at, const toml::table &table) {
        RawSection section{std::move(name), {}, std::move(at)};
        for (const auto &[key, node] : table) {
            if (section.name == "plugin" && node.is_table())
                add_plugin(key, *node.as_table());
            else
                section.entries.push_back(entry(key, node));
        }
        sort(section.entries);
        if (section.name != "plugin" || !section.entries.empty())
            document_.sections.push_back(std::move(section));
    }

    void add_plugin(const toml::key &name, const toml::table &table) {
        RawSection section{"plugin", {std::string(name.str()), positions_.at(name)}, positions_.at(table)};
        for (const auto &[key, node] : table)
            section.entries.push_back(entry(key, node));
        sort(section.entries);
        document_.sections.push_back(std::move(section));
    }

    Entry entry(const toml::key &key, const toml::node &node) const {
        return {{std::string(key.str()), positions_.at(key)}, value_of(node, positions_)};
    }

    /// The parser keeps its tables sorted by name.
    static void sort(std::vector<Entry> &entries) {
        std::stable_sort(entries.begin(), entries.end(),
                         [](const Entry &a, const Entry &b) { return a.key.at.offset < b.key.at.offset; });
    }

    Positions positions_;
    Document document_;
};

} // namespace

std::string kind_of(const RawValue &value) {
    static constexpr const char *names[] = {"a boolean", "an integer",        "a number with a fraction",
                                            "a string",  "a list of strings", nullptr};
    const auto *unusable = std::get_if<Unusable>(&value);
    return unusable ? unusable->what : names[value.index()];
}

std::string RawSection::title() const {
    return plugin.value.empty() ? "[" + name + "]" : "[" + name + "." + plugin.value + "]";
}

Document read_document(const std::shared_ptr<const Source> &source, Diagnostics &diagnostics) {
    Builder builder(source);
    try {
        return builder.build(toml::parse(std::string_view(source->text), std::string_view(source->name)));
    } catch (const toml::parse_error &error) {
        auto wrong = explain_syntax(error.description(), builder.at(error.source().begin));
        diagnostics.error(std::move(wrong.at), std::move(wrong.message), std::move(wrong.hint));
        return {};
    }
}

std::optional<RawValue> read_value(const std::string &text) {
    try {
        const auto source = std::make_shared<const Source>(Source{"", "value = " + text});
        const auto table = toml::parse(std::string_view(source->text));
        if (table.size() != 1)
            return std::nullopt;
        auto value = value_of(table.begin()->second, Positions(source)).value;
        return std::holds_alternative<Unusable>(value) ? std::nullopt : std::optional(std::move(value));
    } catch (const toml::parse_error &) {
        return std::nullopt;
    }
}

} // namespace callbooth::config
