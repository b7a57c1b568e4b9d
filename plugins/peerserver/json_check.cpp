// SPDX-License-Identifier: MIT
#include "json_check.hpp"

#include <cstdint>
#include <cstring>

namespace callbooth::peerserver {

namespace {

constexpr int max_depth = 512;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// None of the eight bytes is a quote, a backslash or a control character.
bool is_plain(const char *bytes) {
    constexpr uint64_t ones = 0x0101010101010101;
    constexpr uint64_t highs = 0x8080808080808080;
    uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    const uint64_t quote = word ^ (ones * '"');
    const uint64_t backslash = word ^ (ones * '\\');
    const auto has_zero = [](uint64_t w) { return (w - ones) & ~w & highs; };
    const uint64_t control = (word - ones * 0x20) & ~word & highs;
    return (has_zero(quote) | has_zero(backslash) | control) == 0;
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

    bool document() { return value(0) && (skip_space(), at_ == end_); }

private:
    char peek() const { return at_ == end_ ? '\0' : *at_; }
    bool eat(char c) {
        if (peek() != c || at_ == end_)
            return false;
        ++at_;
        return true;
    }
    void skip_space() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r'))
            ++at_;
    }

    bool value(int depth) {
        skip_space();
        switch (peek()) {
        case '{': return depth < max_depth && object(depth + 1);
        case '[': return depth < max_depth && array(depth + 1);
        case '"': return string();
        case 't': return word("true");
        case 'f': return word("false");
        case 'n': return word("null");
        default: return number();
        }
    }

    bool object(int depth) {
        ++at_;
        if (skip_space(); eat('}'))
            return true;
        do {
            skip_space();
            if (!string() || (skip_space(), !eat(':')) || !value(depth))
                return false;
            skip_space();
        } while (eat(','));
        return eat('}');
    }

    bool array(int depth) {
        ++at_;
        if (skip_space(); eat(']'))
            return true;
        do {
            if (!value(depth))
                return false;
            skip_space();
        } while (eat(','));
        return eat(']');
    }

    bool string() {
        if (!eat('"'))
            return false;
        for (;;) {
            while (end_ - at_ >= 8 && is_plain(at_))
                at_ += 8;
            if (at_ == end_ || static_cast<unsigned char>(*at_) < 0x20)
                return false;
            const char c = *at_++;
            if (c == '"')
                return true;
            if (c == '\\' && !escape())
                return false;
        }
    }

    bool escape() {
        if (at_ == end_)
            return false;
        const char c = *at_++;
        if (c != 'u')
            return std::strchr("\"\\/bfnrt", c) != nullptr && c != '\0';
        if (end_ - at_ < 4)
            return false;
        for (int i = 0; i < 4; ++i)
            if (!is_hex(*at_++))
                return false;
        return true;
    }

    bool digits() {
        const char *begin = at_;
        while (is_digit(peek()))
            ++at_;
        return at_ != begin;
    }

    bool number() {
        eat('-');
        if (!eat('0') && !digits())
            return false;
        if (eat('.') && !digits())
            return false;
        if (!eat('e') && !eat('E'))
            return true;
        if (!eat('+'))
            eat('-');
        return digits();
    }

    bool word(std::string_view wanted) {
        if (!std::string_view(at_, static_cast<size_t>(end_ - at_)).starts_with(wanted))
            return false;
        at_ += wanted.size();
        return true;
    }

    const char *at_;
    const char *const end_;
};

} // namespace

bool is_json(std::string_view text) { return Scanner(text).document(); }

} // namespace callbooth::peerserver
