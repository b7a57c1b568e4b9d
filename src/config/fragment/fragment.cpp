// SPDX-License-Identifier: MIT
#include "config/fragment/fragment.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace callbooth::config {
namespace {

using Kind = FragmentElement::Kind;

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool begins_identifier(char c) {
    return static_cast<unsigned char>(c) < 0x80 && (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_');
}
bool continues_identifier(char c) { return begins_identifier(c) || c == '-' || c == '%' || c == ':'; }

/// Outside of double quotes a backslash stands for the character behind it.
std::string unescape(std::string_view text) {
    std::string result;
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && !quoted) {
            if (++i == text.size())
                break;
        } else if (text[i] == '"') {
            quoted = !quoted;
        }
        result += text[i];
    }
    return result;
}

std::string unquote(std::string_view text) {
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
        text = text.substr(1, text.size() - 2);
    return unescape(text);
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    FragmentTree parse() {
        skip_space();
        if (at_end())
            fail(0, "the fragment is empty");
        while (!at_end() && !tree_.problem) {
            next();
            skip_space();
        }
        if (linked_ && !tree_.problem)
            fail(link_, "nothing follows this '!'", "the link to what comes next is made by the program");
        return std::move(tree_);
    }

private:
    void next() {
        const char c = text_[pos_];
        if (c == '!' || (c == ':' && !tree_.chains.empty()))
            read_link();
        else if (c == '(' || c == ')')
            fail_bin();
        else if (c == '.')
            read_pad();
        else if (begins_identifier(c))
            read_word();
        else
            fail(pos_, "unexpected '" + character() + "'", unexpected_hint(c));
    }

    static std::string unexpected_hint(char c) {
        if (c == '"' || c == '\'')
            return "quotes stand around the value of a property only: text=\"two words\"";
        if (c == ',' || c == ';')
            return "caps stand directly behind a '!'";
        if (c == '#')
            return "a comment has a line of its own";
        return {};
    }

    void read_link() {
        if (tree_.chains.empty())
            return fail(pos_, "a fragment cannot begin with '!'",
                        "the link to what comes before is made by the program");
        if (linked_)
            return fail(pos_, "nothing stands between this '!' and the one before");
        linked_ = true;
        link_ = pos_++;
    }

    /// `.pad` behind an element, or in front of the next one.
    void read_pad() {
        const size_t begin = pos_++;
        const auto pad = read_identifier();
        if (pad.empty() || (!linked_ && (tree_.chains.empty() || last().kind != Kind::element)))
            return fail(begin, "this '.' belongs to no element", "the pad of an element is written NAME.PAD");
        (linked_ ? next_sink_pad_ : last().src_pad) = pad;
    }

    void read_word() {
        const size_t begin = pos_;
        const auto word = std::string(read_identifier());
        if (rest().starts_with("//") && word.ends_with(':'))
            return fail(begin, "an address cannot stand for an element here", "use uridecodebin uri=...");
        if (rest().starts_with('/'))
            return read_caps(begin);
        if (rest().starts_with('.'))
            return read_reference(begin, word);
        const size_t equals = text_.find_first_not_of(" \t\r\n\f\v", pos_);
        if (equals != std::string_view::npos && text_[equals] == '=')
            return read_property(begin, word, equals + 1);
        if (!at_end() && !is_space(text_[pos_]) && text_[pos_] != '!' && text_[pos_] != '(' && text_[pos_] != ')')
            return fail(pos_, "unexpected '" + character() + "' behind '" + word + "'", unexpected_hint(text_[pos_]));
        add({.kind = Kind::element, .factory = word, .begin = begin, .end = pos_});
    }

    /// GStreamer takes everything up to the next `!`, quoted or not.
    void read_caps(size_t begin) {
        if (!linked_ && !tree_.chains.empty())
            return fail(begin, "a '!' is missing in front of these caps");
        pos_ = std::min(text_.find('!', begin), text_.size());
        while (is_space(text_[pos_ - 1]))
            --pos_;
        if (linked_ && last().kind == Kind::caps)
            return fail(begin, "caps cannot follow caps", "join them with commas, or put an element between them");
        add({.kind = Kind::caps, .caps = std::string(text_.substr(begin, pos_ - begin)), .begin = begin, .end = pos_});
    }

    void read_reference(size_t begin, const std::string &name) {
        ++pos_;
        const auto pad = std::string(read_identifier());
        if (pad.empty() && rest().find_first_not_of(" \t\r\n") < rest().size() &&
            rest()[rest().find_first_not_of(" \t\r\n")] == '(')
            return fail_bin();
        add({.kind = Kind::reference, .name = name, .sink_pad = pad, .src_pad = pad, .begin = begin, .end = pos_});
    }

    void read_property(size_t begin, const std::string &name, size_t behind_equals) {
        pos_ = behind_equals;
        skip_space();
        const auto value = read_string();
        if (linked_ || tree_.chains.empty() || last().kind != Kind::element)
            return fail(begin, "the property '" + name + "' belongs to no element",
                        "properties stand behind the element's name, in front of the '!'");
        if (value.empty())
            return fail(begin, "the value of '" + name + "' is missing");
        const char quote = value.front();
        if ((quote == '"' || quote == '\'') && (value.size() == 1 || value.back() != quote))
            return fail(pos_ - value.size(), std::string("this ") + quote + " is not closed");
        auto &element = last();
        element.properties.push_back({name, unquote(value), begin, pos_ - value.size(), pos_});
        element.end = pos_;
        if (name == "name")
            element.name = element.properties.back().value;
    }

    /// A quoted text, or everything up to the next space; whichever is longer, as in GStreamer.
    std::string_view read_string() {
        const size_t begin = pos_;
        size_t plain = begin;
        while (plain < text_.size() && !is_space(text_[plain]))
            plain += text_[plain] == '\\' ? 2 : 1;
        pos_ = std::max(std::min(plain, text_.size()), end_of_quotes(begin));
        return text_.substr(begin, pos_ - begin);
    }

    size_t end_of_quotes(size_t begin) const {
        if (begin >= text_.size() || (text_[begin] != '"' && text_[begin] != '\''))
            return begin;
        for (size_t i = begin + 1; i < text_.size(); ++i) {
            if (text_[i] == '\\' && i + 1 < text_.size() && text_[i + 1] == text_[begin])
                ++i;
            else if (text_[i] == text_[begin])
                return i + 1;
        }
        return begin;
    }

    void add(FragmentElement element) {
        if (!linked_)
            tree_.chains.emplace_back();
        if (!next_sink_pad_.empty())
            element.sink_pad = std::exchange(next_sink_pad_, {});
        linked_ = false;
        tree_.chains.back().elements.push_back(std::move(element));
    }

    std::string_view read_identifier() {
        const size_t begin = pos_;
        if (!at_end() && begins_identifier(text_[pos_]))
            while (!at_end() && continues_identifier(text_[pos_]))
                ++pos_;
        return text_.substr(begin, pos_ - begin);
    }

    void fail_bin() {
        fail(pos_, "bins in parentheses are not supported", "write the elements without the parentheses");
    }
    void fail(size_t offset, std::string message, std::string hint = {}) {
        tree_.problem = FragmentProblem{offset, std::move(message), std::move(hint)};
    }

    void skip_space() {
        while (!at_end() && is_space(text_[pos_]))
            ++pos_;
    }
    /// The whole character, which may have several bytes.
    std::string character() const {
        size_t end = pos_ + 1;
        while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80)
            ++end;
        return std::string(text_.substr(pos_, end - pos_));
    }
    bool at_end() const { return pos_ >= text_.size(); }
    std::string_view rest() const { return text_.substr(pos_); }
    FragmentElement &last() { return tree_.chains.back().elements.back(); }

    std::string_view text_;
    size_t pos_ = 0;
    bool linked_ = false; ///< a `!` waits for what follows it
    size_t link_ = 0;     ///< where it stands
    std::string next_sink_pad_;
    FragmentTree tree_;
};

} // namespace

FragmentTree parse_fragment(std::string_view text) { return Parser(text).parse(); }

ParsedFragment parse_fragment(const Fragment &fragment) { return {fragment, parse_fragment(fragment.text)}; }

At position(const Fragment &fragment, size_t offset) {
    auto at = fragment.at;
    if (fragment.exact)
        at.offset += offset;
    return at;
}

} // namespace callbooth::config
