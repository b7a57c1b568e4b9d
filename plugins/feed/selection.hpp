// SPDX-License-Identifier: MIT
/// What of a service's messages is shown, and how: rows of the pipeline file that are read once, and applied to each
/// message.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/config_check.hpp>
#include <callbooth/json.hpp>

namespace callbooth::feed {

inline constexpr size_t max_value = 200; ///< characters of one value that is shown
inline constexpr size_t max_text = 500;  ///< characters of a text that is shown

/// A value that is picked out of each message.
struct Pick {
    std::string name;
    std::string path; ///< as in callbooth/json.hpp
};
/// `price: data.price`. Throws Error. A name has letters, digits, `-` and `_`.
Pick parse_pick(std::string_view text);

/// What a message has to say somewhere.
struct Rule {
    std::string path;
    std::string value;
    bool matches(const Json &message) const;
};
/// `event = trade`. Throws Error.
Rule parse_rule(std::string_view text);

/// A text with values in it: `{price:.2} for {amount}`.
class Template {
public:
    /// Empty: all values with their names. Throws Error for a name that is not one of `picks`.
    Template(std::string_view text, const std::vector<Pick> &picks);
    /// `values` in the order of the picks.
    std::string fill(const std::vector<Json> &values) const;

private:
    struct Piece {
        std::string literal; ///< in front of the value
        std::optional<size_t> value;
        std::optional<int> decimals;
    };
    Piece parse_value(std::string_view text, const std::vector<Pick> &picks) const;
    std::vector<Piece> pieces_;
};

/// What a message has.
struct Item {
    std::vector<Json::Member> values;
    std::string text; ///< one line that is safe to show
};

class Selection {
public:
    struct Rows {
        std::vector<std::string> values;
        std::vector<std::string> when;      ///< all have to match
        std::vector<std::string> reconnect; ///< one has to match
        std::string text;
    };
    /// Throws Error that begins with the property's name.
    explicit Selection(const Rows &rows);

    /// Nothing when a rule does not match, or a value is missing or not a text, number or boolean.
    std::optional<Item> select(const Json &message) const;
    /// The service wants us to connect again.
    bool asks_to_reconnect(const Json &message) const;

private:
    std::vector<Pick> picks_;
    std::vector<Rule> when_;
    std::vector<Rule> reconnect_;
    Template template_;
};

/// Tells `check` which rows cannot be used.
void check_rows(ConfigCheck &check, const Selection::Rows &rows);

/// A text, number or boolean as it is shown; nullopt for everything else.
std::optional<std::string> text_of(const Json &value);

} // namespace callbooth::feed
