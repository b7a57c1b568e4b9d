// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"

#include <algorithm>

#include "config/nearest.hpp"
#include <fmt/format.h>

namespace callbooth::cli {
namespace {

class Parser {
public:
    Parser(std::span<const Option> table, std::span<const std::string> words, bool overrides_allowed)
        : table_(table), words_(words), overrides_allowed_(overrides_allowed) {}

    Arguments parse() {
        while (next_ < words_.size())
            take(words_[next_++]);
        return std::move(result_);
    }

private:
    void take(const std::string &word) {
        if (word == "--") {
            result_.positional.insert(result_.positional.end(), words_.begin() + static_cast<ptrdiff_t>(next_),
                                      words_.end());
            next_ = words_.size();
        } else if (word == "-h") {
            take_option("help", std::nullopt);
        } else if (word.starts_with("--")) {
            const auto equals = word.find('=');
            const auto name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
            take_option(name, equals == std::string::npos ? std::nullopt
                                                          : std::optional<std::string>(word.substr(equals + 1)));
        } else if (word.size() > 1 && word.front() == '-') {
            throw UsageError(fmt::format("unknown option '{}'; options begin with two dashes", word));
        } else {
            result_.positional.push_back(word);
        }
    }

    void take_option(const std::string &name, std::optional<std::string> value) {
        if (overrides_allowed_ && name.find('.') != std::string::npos) {
            result_.overrides.push_back({name, value ? *value : value_of(name)});
            return;
        }
        const auto row = std::find_if(table_.begin(), table_.end(), [&](const Option &o) { return o.name == name; });
        if (row == table_.end())
            throw UsageError(fmt::format("unknown option '--{}'{}", name, suggestion(name)));
        if (row->value == nullptr && value)
            throw UsageError(fmt::format("option '--{}' takes no value", name));
        auto &values = result_.options[name];
        if (!values.empty() && !row->repeatable)
            throw UsageError(fmt::format("option '--{}' is given twice", name));
        values.push_back(row->value == nullptr ? std::string() : value ? *value : value_of(name));
    }

    std::string suggestion(const std::string &name) const {
        std::vector<std::string> names;
        for (const Option &option : table_)
            names.emplace_back(option.name);
        const auto meant = config::nearest(name, names);
        return meant ? fmt::format("; did you mean '--{}'?", *meant) : std::string();
    }

    std::string value_of(const std::string &name) {
        if (next_ == words_.size())
            throw UsageError(fmt::format("option '--{}' needs a value", name));
        return words_[next_++];
    }

    std::span<const Option> table_;
    std::span<const std::string> words_;
    bool overrides_allowed_;
    size_t next_ = 0;
    Arguments result_;
};

} // namespace

const std::string *Arguments::get(std::string_view name) const {
    const auto it = options.find(name);
    return it == options.end() ? nullptr : &it->second.back();
}

std::vector<std::string> Arguments::all(std::string_view name) const {
    const auto it = options.find(name);
    return it == options.end() ? std::vector<std::string>() : it->second;
}

Arguments parse_arguments(std::span<const Option> table, std::span<const std::string> words, bool overrides_allowed) {
    return Parser(table, words, overrides_allowed).parse();
}

} // namespace callbooth::cli
