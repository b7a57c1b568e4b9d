// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace callbooth::remote {

/// Which booth attends which address, and which phones talk to it; sockets by their ids. No clock, no I/O.
class Switchboard {
public:
    /// The address is a hash of the secret. The booth leaves its former address; a booth that attended this one has
    /// lost its connection, and is replaced.
    void attend(const std::string &booth, const std::string &secret);
    /// Phones of the booth are left without.
    std::vector<std::string> leave(const std::string &booth);

    /// The booth at the address; nullopt without one, or when the phone talks to another one. From here on they talk.
    std::optional<std::string> booth_for(const std::string &phone, const std::string &address);
    bool talks(const std::string &booth, const std::string &phone) const;
    /// The booth that the phone talked to; empty for none.
    std::string hang_up(const std::string &phone);

    size_t addresses() const { return booths_.size(); }

private:
    std::map<std::string, std::string> booths_;    ///< by address
    std::map<std::string, std::string> addresses_; ///< by booth
    std::map<std::string, std::string> calls_;     ///< booth by phone
};

} // namespace callbooth::remote
