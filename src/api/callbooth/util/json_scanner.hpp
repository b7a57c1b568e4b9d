// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace callbooth {

/// Gets the parts of a JSON text on the way, also those of one that breaks later: their bytes as they stand in the
/// text, names and strings with quotes and escapes. `depth` is that of the array or object they are in; the outermost
/// has 1. The base of a visitor, which hides the functions that it wants by its own.
struct JsonVisitor {
    void member(int /*depth*/, std::string_view /*name*/, std::string_view /*value*/) {}
    void item(int /*depth*/, std::string_view /*value*/) {}
    void end_object(int /*depth*/) {}
};

namespace json_scan {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

constexpr bool is_short_escape(char c) {
    return c == 'n' || c == 'r' || c == '"' || c == '\\' || c == '/' || c == 't' || c == 'b' || c == 'f';
}

/// Compilers make one instruction of each operation on these, on every processor that has them.
using Bytes [[gnu::vector_size(16)]] = unsigned char;
using Words [[gnu::vector_size(16)]] = uint64_t;
constexpr ptrdiff_t step = sizeof(Bytes);

/// How many bytes are zero before the first that is not, of those in the order of memory.
inline ptrdiff_t zeros_before(uint64_t word) {
    return (std::endian::native == std::endian::little ? std::countr_zero(word) : std::countl_zero(word)) / 8;
}

inline Bytes bytes_at(const char *text) {
    Bytes bytes;
    std::memcpy(&bytes, text, sizeof bytes);
    return bytes;
}

/// How many of `step` bytes come before the first quote, backslash or control character.
inline ptrdiff_t plain_bytes(const char *text) {
    const Bytes bytes = bytes_at(text);
    const auto special = reinterpret_cast<Words>((bytes == '"') | (bytes == '\\') | (bytes < 0x20));
    return special[0] != 0 ? zeros_before(special[0]) : step / 2 + zeros_before(special[1]);
}

constexpr ptrdiff_t block = 4 * step;

/// `block` bytes of a string are what an SDP is made of: plain ones, and the ends of its lines, \r and \n as escapes.
/// No jump depends on where its lines end. The byte before `text` is looked at too, for it may begin an escape.
inline bool is_plain_block(const char *text) {
    Bytes odd{};
    for (ptrdiff_t i = 0; i != block; i += step) {
        const Bytes bytes = bytes_at(text + i);
        const auto escaped = bytes_at(text + i - 1) == '\\';
        const auto ends_line = (bytes == 'r') | (bytes == 'n');
        odd |= reinterpret_cast<Bytes>((escaped & ~ends_line) | (bytes == '"') | (bytes < 0x20));
    }
    const auto words = reinterpret_cast<Words>(odd);
    return (words[0] | words[1]) == 0;
}

template <class Visitor> class Scanner {
public:
    Scanner(std::string_view text, Visitor &visitor, int max_depth)
        : at_(text.data()), end_(text.data() + text.size()), visitor_(visitor), max_depth_(max_depth) {}

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
        case '{': return depth < max_depth_ && object(depth + 1);
        case '[': return depth < max_depth_ && array(depth + 1);
        case '"': return string();
        case 't': return word("true");
        case 'f': return word("false");
        case 'n': return word("null");
        default: return number();
        }
    }

    bool object(int depth) {
        ++at_;
        if (skip_space(); !eat('}')) {
            do {
                if (!member(depth))
                    return false;
                skip_space();
            } while (eat(','));
            if (!eat('}'))
                return false;
        }
        visitor_.end_object(depth);
        return true;
    }

    bool member(int depth) {
        skip_space();
        const char *const name = at_;
        if (!string())
            return false;
        const std::string_view name_bytes = since(name);
        if (skip_space(); !eat(':'))
            return false;
        skip_space();
        const char *const begin = at_;
        if (!value(depth))
            return false;
        visitor_.member(depth, name_bytes, since(begin));
        return true;
    }
    std::string_view since(const char *begin) const { return {begin, static_cast<size_t>(at_ - begin)}; }

    bool array(int depth) {
        ++at_;
        if (skip_space(); eat(']'))
            return true;
        do {
            if (!item(depth))
                return false;
            skip_space();
        } while (eat(','));
        return eat(']');
    }

    bool item(int depth) {
        skip_space();
        const char *const begin = at_;
        if (!value(depth))
            return false;
        visitor_.item(depth, since(begin));
        return true;
    }

    /// To a byte of a string that means something, or near the end of all. What was before is no half of an escape.
    void skip_plain() {
        while (end_ - at_ >= block && is_plain_block(at_))
            at_ += block;
        if (at_[-1] == '\\')
            --at_; // its other half is still to be seen
        for (ptrdiff_t plain = step; plain == step && end_ - at_ >= step; at_ += plain)
            plain = plain_bytes(at_);
    }

    bool string() {
        if (!eat('"'))
            return false;
        skip_plain();
        while (at_ != end_) {
            const char c = *at_++;
            if (c == '"')
                return true;
            if (static_cast<unsigned char>(c) < 0x20 || (c == '\\' && !escape()))
                return false;
            if (c != '\\') // escapes come in pairs: the ends of an SDP's lines
                skip_plain();
        }
        return false;
    }

    bool escape() {
        if (at_ == end_)
            return false;
        const char c = *at_++;
        if (c != 'u')
            return is_short_escape(c);
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
    Visitor &visitor_;
    const int max_depth_;
};

} // namespace json_scan

/// Returns whether `text` is one JSON value (RFC 8259), as JSON.parse takes it: any number, lone surrogate escapes too.
/// Its UTF-8 is not looked at. Nesting beyond `max_depth` is refused. For text that is relayed rather than read: it
/// builds nothing and looks at each byte once. `Json` of json.hpp reads values.
template <class Visitor> bool scan_json(std::string_view text, Visitor &&visitor, int max_depth = 512) {
    return json_scan::Scanner(text, visitor, max_depth).document();
}

} // namespace callbooth
