// SPDX-License-Identifier: MIT
/// Pipes and pseudo-terminals in place of standard input and output.
#pragma once

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <pty.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace callbooth::console {

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }
    void close() {
        if (number_ >= 0)
            ::close(std::exchange(number_, -1));
    }
    int get() const { return number_; }

private:
    int number_;
};

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        from = Descriptor(ends[0]);
        to = Descriptor(ends[1]);
    }
    Descriptor from;
    Descriptor to;
};

struct Pty {
    explicit Pty(unsigned short columns = 80) {
        int keyboard_end = -1, program_end = -1;
        const winsize size{24, columns, 0, 0};
        if (openpty(&keyboard_end, &program_end, nullptr, nullptr, &size) != 0)
            throw std::runtime_error("no pseudo-terminal");
        screen = Descriptor(keyboard_end);
        program = Descriptor(program_end);
    }
    Descriptor screen;  ///< what a person sees and types
    Descriptor program; ///< the terminal as a program has it
};

inline void put(int descriptor, std::string_view text) {
    if (write(descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error("nobody reads");
}

/// All that can be read now.
inline std::string take(int descriptor) {
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    std::string all;
    std::array<char, 4096> bytes;
    for (ssize_t size = 0; (size = read(descriptor, bytes.data(), bytes.size())) > 0;)
        all.append(bytes.data(), static_cast<size_t>(size));
    return all;
}

/// The descriptors 0 and 1 are these two while it lives. What the test itself prints goes where it went before.
class Redirected {
public:
    Redirected(int in, int out) : in_(dup(STDIN_FILENO)), out_(dup(STDOUT_FILENO)), printed_(stdout) {
        std::fflush(stdout);
        stdout = fdopen(dup(STDOUT_FILENO), "w");
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
    }
    ~Redirected() {
        dup2(in_.get(), STDIN_FILENO);
        dup2(out_.get(), STDOUT_FILENO);
        std::fclose(std::exchange(stdout, printed_));
    }
    Redirected(const Redirected &) = delete;
    Redirected &operator=(const Redirected &) = delete;

private:
    Descriptor in_;
    Descriptor out_;
    FILE *printed_;
};

} // namespace callbooth::console
