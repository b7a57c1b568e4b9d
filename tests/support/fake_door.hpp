// SPDX-License-Identifier: MIT
/// A door to the waiting line whose clients have the name of their peer; notes what they are told.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/services/waiting_line.hpp>

namespace callbooth::test {

class FakeDoor final : public WaitingLine::Door {
public:
    explicit FakeDoor(WaitingLine &line) : line_(line), open_(line.open(*this)) {}

    bool look(const std::string &client) {
        clients.insert(client);
        return line_.look(*this, client, client);
    }
    void leave(const std::string &client) {
        clients.erase(client);
        partners.erase(client);
        line_.leave(*this, client);
    }
    void close() { open_ = {}; }

    bool meet(std::string_view client, const WaitingLine::Partner &partner) override {
        if (deaf.contains(std::string(client)))
            return false;
        partners[std::string(client)] = partner.peer;
        told[std::string(client)].push_back((partner.call ? "call " : "wait for ") + partner.peer);
        return true;
    }
    /// As the queue does it: the client looks again.
    void part(std::string_view client, std::string_view peer) override {
        const std::string name(client);
        partners.erase(name);
        told[name].push_back("parted from " + std::string(peer));
        if (clients.contains(name))
            line_.look(*this, name, name);
    }
    std::vector<std::string> take(const std::string &client) { return std::exchange(told[client], {}); }

    std::set<std::string> clients; ///< who have looked and have not left
    std::map<std::string, std::string> partners;
    std::map<std::string, std::vector<std::string>> told;
    std::set<std::string> deaf; ///< cannot be told of a partner

private:
    WaitingLine &line_;
    Subscription open_;
};

} // namespace callbooth::test
