// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <termios.h>

#include <callbooth/event.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::console {

/// Standard input and output, or two other descriptors, which stay the caller's. Reading and writing never block the
/// main context. On a terminal, keys come one by one and unechoed until `restore()`.
class Terminal {
public:
    Terminal(int in, int out);
    ~Terminal() { restore(); }
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    /// Both ends are a terminal, and it is ours: a background job must not touch it.
    bool interactive() const { return saved_.has_value(); }
    size_t columns() const;
    void start(GMainContext *context);
    /// What cannot be written now is written later; beyond 256 KiB it is dropped.
    void write(std::string_view text);
    /// Gives the terminal back as it was. Nothing is read any more.
    void restore();

    Event<std::string_view> input;
    Event<> ended;   ///< no more input
    Event<> resized; ///< terminals only

private:
    bool read_some();
    bool write_some();

    int in_;
    int out_;
    GMainContext *context_ = nullptr;
    std::optional<termios> saved_;
    std::string unwritten_;
    Source reading_;
    Source writing_;
    Source resizing_;
};

} // namespace callbooth::console
