// SPDX-License-Identifier: MIT
#include "line_editor.hpp"

#include <glib.h>

namespace callbooth::console {
namespace {

constexpr unsigned char ctrl(char letter) { return static_cast<unsigned char>(letter - '@'); }
constexpr unsigned char escape = 0x1b;
constexpr unsigned char backspace = 0x7f;
constexpr size_t max_parameters = 16;

std::string to_utf8(const std::u32string &text) {
    std::string bytes;
    for (const char32_t c : text) {
        char buffer[6];
        bytes.append(buffer, static_cast<size_t>(g_unichar_to_utf8(c, buffer)));
    }
    return bytes;
}

} // namespace

LineEditor::Outcome LineEditor::feed(std::string_view bytes) {
    Outcome outcome;
    for (const char c : bytes)
        byte(static_cast<unsigned char>(c), outcome);
    return outcome;
}

void LineEditor::byte(unsigned char c, Outcome &outcome) {
    switch (state_) {
    case State::plain: plain(c, outcome); break;
    case State::escape: escaped(c); break;
    case State::sequence:
        if (c >= 0x40 && c < 0x7f)
            sequence(c);
        else if (parameters_.size() < max_parameters)
            parameters_ += static_cast<char>(c);
        break;
    }
}

void LineEditor::plain(unsigned char c, Outcome &outcome) {
    if (c == escape)
        state_ = State::escape;
    else if (c < 0x20 || c == backspace)
        control(c, outcome);
    else
        character(c);
}

void LineEditor::control(unsigned char c, Outcome &outcome) {
    partial_.clear();
    switch (c) {
    case '\r':
    case '\n': submit(outcome); break;
    case backspace:
    case ctrl('H'): erase(cursor_ - (cursor_ > 0), cursor_); break;
    case ctrl('A'): cursor_ = 0; break;
    case ctrl('E'): cursor_ = text_.size(); break;
    case ctrl('U'): erase(0, cursor_); break;
    case ctrl('K'): erase(cursor_, text_.size()); break;
    case ctrl('W'): erase(word_before(), cursor_); break;
    case ctrl('D'):
        if (text_.empty())
            outcome.end = true;
        else
            erase(cursor_, cursor_ + 1);
        break;
    case '\t': insert(U' '); break;
    default: break;
    }
}

void LineEditor::escaped(unsigned char c) {
    parameters_.clear();
    // ESC O begins the keypad's form of the arrows
    state_ = c == '[' || c == 'O' ? State::sequence : State::plain;
}

void LineEditor::sequence(unsigned char final) {
    state_ = State::plain;
    switch (final) {
    case 'A': recall(-1); break;
    case 'B': recall(+1); break;
    case 'C': cursor_ += cursor_ < text_.size(); break;
    case 'D': cursor_ -= cursor_ > 0; break;
    case 'H': cursor_ = 0; break;
    case 'F': cursor_ = text_.size(); break;
    case '~':
        if (parameters_ == "1" || parameters_ == "7")
            cursor_ = 0;
        else if (parameters_ == "4" || parameters_ == "8")
            cursor_ = text_.size();
        else if (parameters_ == "3")
            erase(cursor_, cursor_ + 1);
        break;
    default: break;
    }
}

void LineEditor::character(unsigned char c) {
    partial_ += static_cast<char>(c);
    const gunichar decoded = g_utf8_get_char_validated(partial_.data(), static_cast<gssize>(partial_.size()));
    if (decoded == static_cast<gunichar>(-2))
        return; // more bytes to come
    partial_.clear();
    if (decoded != static_cast<gunichar>(-1) && g_unichar_type(decoded) != G_UNICODE_CONTROL)
        insert(decoded);
}

void LineEditor::insert(char32_t c) {
    if (text_.size() < max_characters)
        text_.insert(cursor_++, 1, c);
}

void LineEditor::erase(size_t from, size_t to) {
    if (from >= text_.size())
        return;
    text_.erase(from, to - from);
    cursor_ = from;
}

size_t LineEditor::word_before() const {
    size_t at = cursor_;
    while (at > 0 && text_[at - 1] == U' ')
        --at;
    while (at > 0 && text_[at - 1] != U' ')
        --at;
    return at;
}

void LineEditor::submit(Outcome &outcome) {
    outcome.lines.push_back(to_utf8(text_));
    if (!text_.empty() && (history_.empty() || history_.back() != text_))
        history_.push_back(text_);
    if (history_.size() > max_history)
        history_.pop_front();
    text_.clear();
    cursor_ = 0;
    recalled_.reset();
}

void LineEditor::recall(int direction) {
    if (direction < 0 && !recalled_ && !history_.empty()) {
        draft_ = text_;
        recalled_ = history_.size() - 1;
    } else if (direction < 0 && recalled_ && *recalled_ > 0) {
        --*recalled_;
    } else if (direction > 0 && recalled_) {
        ++*recalled_;
    } else {
        return;
    }
    if (*recalled_ == history_.size())
        recalled_.reset();
    text_ = recalled_ ? history_[*recalled_] : draft_;
    cursor_ = text_.size();
}

} // namespace callbooth::console
