// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth::console {

/// One line of text under edit. It gets the bytes that a terminal sends and knows nothing of the terminal itself. Keys:
/// Enter, Backspace, Delete, Left, Right, Home, End, Up and Down for the lines before, and Ctrl with A, E, U, K, W, D.
class LineEditor {
public:
    static constexpr size_t max_characters = 4096;
    static constexpr size_t max_history = 100;

    struct Outcome {
        std::vector<std::string> lines; ///< finished with Enter
        bool end = false;               ///< Ctrl-D in an empty line
    };
    Outcome feed(std::string_view bytes);

    const std::u32string &text() const { return text_; }
    size_t cursor() const { return cursor_; }

private:
    enum class State { plain, escape, sequence };
    void byte(unsigned char c, Outcome &outcome);
    void plain(unsigned char c, Outcome &outcome);
    void control(unsigned char c, Outcome &outcome);
    void escaped(unsigned char c);
    void sequence(unsigned char final);
    void character(unsigned char c);
    void insert(char32_t c);
    void erase(size_t from, size_t to);
    size_t word_before() const;
    void submit(Outcome &outcome);
    void recall(int direction);

    State state_ = State::plain;
    std::string parameters_; ///< of the escape sequence
    std::string partial_;    ///< the beginning of a UTF-8 sequence
    std::u32string text_;
    size_t cursor_ = 0;
    std::deque<std::u32string> history_; ///< newest last
    std::optional<size_t> recalled_;     ///< index into the history
    std::u32string draft_;               ///< what was typed before Up
};

} // namespace callbooth::console
