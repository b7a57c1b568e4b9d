// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace callbooth::socketio {

/// Bytes that wait for something in many places: those of all, and those of each network. Main context only.
class SharedBytes {
public:
    /// How many networks it takes to use up all.
    static constexpr size_t networks = 4;

    explicit SharedBytes(size_t max) : max_(max) {}
    SharedBytes(const SharedBytes &) = delete;
    SharedBytes &operator=(const SharedBytes &) = delete;

    size_t bytes() const { return bytes_; }

    /// Those of one place.
    class Account {
    public:
        /// `address`: of the client, as in HttpRequest. `all` outlives this.
        Account(SharedBytes &all, std::string_view address);
        Account(const Account &) = delete;
        Account &operator=(const Account &) = delete;
        ~Account();

        size_t bytes() const { return bytes_; }
        /// Whether all, and all of the network, have room for so many more.
        bool has_room(size_t more) const;
        /// Counts them, whether there is room or not.
        void set(size_t bytes);

    private:
        SharedBytes &all_;
        const std::string network_;
        size_t bytes_ = 0;
    };

private:
    const size_t max_;
    size_t bytes_ = 0;
    std::unordered_map<std::string, size_t> networks_; ///< those that have any
};

} // namespace callbooth::socketio
