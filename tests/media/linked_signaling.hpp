// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/services/signaling.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::test {

/// The wire between several booths of one process: what one sends, another gets on the next turn of the loop.
class LinkedSignaling final : public Signaling {
public:
    enum class Kind { offer, answer, candidate, bye };

    /// Who is on the wire. What is still under way when the last booth is gone is dropped.
    struct Net {
        std::shared_ptr<std::map<std::string, LinkedSignaling *>> peers =
            std::make_shared<std::map<std::string, LinkedSignaling *>>();
        /// How a bad wire carries a message: in how many copies, each how late.
        std::shared_ptr<std::function<std::vector<std::chrono::milliseconds>(Kind)>> carry =
            std::make_shared<std::function<std::vector<std::chrono::milliseconds>(Kind)>>();
    };

    LinkedSignaling(const Net &net, std::string id, Abilities abilities = {.separate_data = true})
        : peers_(net.peers), carry_(net.carry), id_(std::move(id)), abilities_(std::move(abilities)) {
        (*peers_)[id_] = this;
    }
    ~LinkedSignaling() override { peers_->erase(id_); }

    bool ready() const override { return true; }
    const std::string &own_id() const override { return id_; }
    std::string new_connection_id(ConnectionKind kind) override {
        return (kind == ConnectionKind::media ? "mc_" : "dc_") + id_ + std::to_string(++last_);
    }
    const Abilities &abilities() const override { return abilities_; }

    void send_offer(const std::string &peer, const ConnectionInfo &c, const std::string &sdp) override {
        deliver(peer, Kind::offer,
                [from = id_, c, text = rewrite(sdp)](LinkedSignaling &to) { to.offered.emit(from, c, text); });
    }
    void send_answer(const std::string &peer, const ConnectionInfo &c, const std::string &sdp) override {
        deliver(peer, Kind::answer, [from = id_, id = c.id, text = rewrite(sdp)](LinkedSignaling &to) {
            to.answered.emit(from, id, text);
        });
    }
    void send_candidate(const std::string &peer, const ConnectionInfo &c, const IceCandidate &ice) override {
        ++candidates_sent;
        if (!loses_candidates)
            deliver(peer, Kind::candidate,
                    [from = id_, id = c.id, ice](LinkedSignaling &to) { to.candidate.emit(from, id, ice); });
    }
    void send_bye(const std::string &peer) override {
        deliver(peer, Kind::bye, [from = id_](LinkedSignaling &to) { to.left.emit(from); });
    }
    void candidates_done(const std::string &, const ConnectionInfo &c) override { done.push_back(c.id); }
    void refuse_offer(const std::string &peer, const ConnectionInfo &, RefusalReason why) override {
        refused.emplace_back(peer, why);
        if (why != RefusalReason::unsupported && why != RefusalReason::too_many)
            send_bye(peer);
    }

    size_t candidates_sent = 0;
    bool loses_candidates = false; ///< of ours
    std::vector<std::string> done; ///< connections all of whose candidates were sent
    std::vector<std::pair<std::string, RefusalReason>> refused;
    /// What a man in the middle does to our descriptions.
    std::function<std::string(std::string)> rewrite = [](std::string sdp) { return sdp; };

private:
    void deliver(const std::string &peer, Kind kind, std::function<void(LinkedSignaling &)> function) {
        const auto arrive = [peers = peers_, peer, from = id_, function = std::move(function)] {
            if (const auto to = peers->find(peer); to != peers->end())
                function(*to->second);
            else if (const auto back = peers->find(from); back != peers->end())
                back->second->unreachable.emit(peer);
        };
        if (!*carry_)
            return post(nullptr, arrive);
        for (const auto delay : (*carry_)(kind))
            late_.push_back(Source::after(delay, arrive));
    }

    std::shared_ptr<std::map<std::string, LinkedSignaling *>> peers_;
    std::shared_ptr<std::function<std::vector<std::chrono::milliseconds>(Kind)>> carry_;
    std::vector<Source> late_;
    std::string id_;
    Abilities abilities_;
    int last_ = 0;
};

} // namespace callbooth::test
