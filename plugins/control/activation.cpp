// SPDX-License-Identifier: MIT
#include "activation.hpp"

#include <charconv>
#include <cstdlib>
#include <unistd.h>

namespace callbooth::control {
namespace {

constexpr int first_descriptor = 3; // SD_LISTEN_FDS_START
constexpr int max_descriptors = 1024;

int number(const char *text) {
    const std::string_view digits = text ? text : "";
    int value = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? value : -1;
}

} // namespace

std::optional<int> find_passed(const Activation &activation, int own_pid, std::string_view name) {
    const int count = number(activation.count);
    if (number(activation.pid) != own_pid || count < 1 || count > max_descriptors)
        return std::nullopt;
    std::string_view names = activation.names ? activation.names : "";
    for (int i = 0; i < count; ++i) {
        const size_t colon = names.find(':');
        if (names.substr(0, colon) == name)
            return first_descriptor + i;
        names = colon == std::string_view::npos ? std::string_view() : names.substr(colon + 1);
    }
    return std::nullopt;
}

std::optional<int> passed_socket(std::string_view name) {
    return find_passed({std::getenv("LISTEN_PID"), std::getenv("LISTEN_FDS"), std::getenv("LISTEN_FDNAMES")}, getpid(),
                       name);
}

} // namespace callbooth::control
