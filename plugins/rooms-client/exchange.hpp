// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace callbooth::rooms_client {

/// Which connection the messages of the other member belong to: they name none. There is one at a time; the latest
/// offer of either side decides.
class Exchange {
public:
    enum class Kind {
        fresh,   ///< begins a connection
        renewed, ///< describes the running connection anew
        crossed, ///< an offer of ours is on its way, and stands
    };

    /// We have offered `connection`.
    void offer(std::string connection);
    /// What an offer of the other one is. When both offer at the same time, that of the creator stands.
    Kind judge(std::string_view sdp, bool we_created) const;
    /// The other one has offered `connection`.
    void accept(std::string connection, std::string_view sdp);
    /// Returns the connection that an answer is for; empty when we wait for none.
    std::string answered(std::string_view sdp);
    /// The one whose candidates are exchanged; empty for none.
    const std::string &current() const { return current_; }
    /// We have offered it, and wait for the answer.
    bool is_offering() const { return offering_; }
    /// Nothing that still comes belongs to anything.
    void end() { *this = {}; }

private:
    std::string current_;
    bool offering_ = false;
    std::string session_; ///< of the other one's last description (RFC 8866 section 5.2)
};

} // namespace callbooth::rooms_client
