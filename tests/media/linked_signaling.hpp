// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <callbooth/glib.hpp>
#include <callbooth/signaling.hpp>

namespace callbooth::test {

/// The wire between several booths of one process: what one sends, another gets on the next turn of the loop.
class LinkedSignaling final : public Signaling {
public:
    /// Who is on the wire. What is still under way when the last booth is gone is dropped.
    struct Net {
        std::shared_ptr<std::map<std::string, LinkedSignaling *>> peers =
            std::make_shared<std::map<std::string, LinkedSignaling *>>();
    };

    LinkedSignaling(const Net &net, std::string id, bool separate = true)
        : peers_(net.peers), id_(std::move(id)), separate_(separate) {
        (*peers_)[id_] = this;
    }
    ~LinkedSignaling() override { peers_->erase(id_); }

    bool ready() const override { return true; }
    const std::string &own_id() const override { return id_; }
    std::string new_connection_id(ConnectionKind kind) override {
        return (kind == ConnectionKind::media ? "mc_" : "dc_") + id_ + std::to_string(++last_);
    }
    bool separate_data() const override { return separate_; }

    void send_offer(const std::string &peer, const ConnectionInfo &c, const std::string &sdp) override {
        deliver(peer, [from = id_, c, text = rewrite(sdp)](LinkedSignaling &to) { to.offered.emit(from, c, text); });
    }
    void send_answer(const std::string &peer, const ConnectionInfo &c, const std::string &sdp) override {
        deliver(peer, [from = id_, id = c.id, text = rewrite(sdp)](LinkedSignaling &to) {
            to.answered.emit(from, id, text);
        });
    }
    void send_candidate(const std::string &peer, const ConnectionInfo &c, const IceCandidate &ice) override {
        deliver(peer, [from = id_, id = c.id, ice](LinkedSignaling &to) { to.candidate.emit(from, id, ice); });
    }
    void send_bye(const std::string &peer) override {
        deliver(peer, [from = id_](LinkedSignaling &to) { to.left.emit(from); });
    }
    void refuse(const std::string &peer, const ConnectionInfo &) override { send_bye(peer); }

    /// What a man in the middle does to our descriptions.
    std::function<std::string(std::string)> rewrite = [](std::string sdp) { return sdp; };

private:
    void deliver(const std::string &peer, std::function<void(LinkedSignaling &)> function) {
        post(nullptr, [peers = peers_, peer, from = id_, function = std::move(function)] {
            if (const auto to = peers->find(peer); to != peers->end())
                function(*to->second);
            else if (const auto back = peers->find(from); back != peers->end())
                back->second->unreachable.emit(peer);
        });
    }

    std::shared_ptr<std::map<std::string, LinkedSignaling *>> peers_;
    std::string id_;
    bool separate_;
    int last_ = 0;
};

} // namespace callbooth::test
