// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace callbooth::control {

/// What systemd says about the descriptors that it passes, in the words of sd_listen_fds(3).
struct Activation {
    const char *pid = nullptr;   ///< LISTEN_PID
    const char *count = nullptr; ///< LISTEN_FDS
    const char *names = nullptr; ///< LISTEN_FDNAMES
};

/// The descriptor with this name, when they are meant for the process `own_pid`.
std::optional<int> find_passed(const Activation &activation, int own_pid, std::string_view name);

/// The same, of this process's environment.
std::optional<int> passed_socket(std::string_view name);

} // namespace callbooth::control
