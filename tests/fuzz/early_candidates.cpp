// SPDX-License-Identifier: MIT
/// Candidates before their description, against a plain model. The input is a list of steps, two bytes each.
#include "media/call/early_candidates.hpp"

#include <deque>

#include "fuzz.hpp"

namespace callbooth::fuzz {

namespace {

using media::EarlyCandidates;

struct Known {
    std::string peer;
    std::string connection;
    std::vector<std::string> lines;
};

} // namespace

void run(std::string_view bytes) {
    Input input(bytes);
    EarlyCandidates kept;
    std::deque<Known> model;
    for (unsigned step = 0; !input.empty(); ++step) {
        const auto who = input.byte();
        const std::string peer(1, static_cast<char>('a' + who % 8));
        const std::string connection(1, static_cast<char>('a' + who / 8 % 8));
        const auto known = std::find_if(model.begin(), model.end(),
                                        [&](const Known &k) { return k.peer == peer && k.connection == connection; });
        if (const unsigned times = input.byte(); times > 0) {
            // Many at once, or else the limits would be out of reach.
            if (known == model.end() && model.size() == EarlyCandidates::max_connections)
                model.pop_front();
            auto &target = known == model.end() ? model.emplace_back(Known{peer, connection, {}}) : *known;
            for (unsigned i = 0; i < times; ++i) {
                const auto line = "candidate:" + std::to_string(step) + "." + std::to_string(i);
                kept.keep(peer, connection, {line, "0", 0});
                if (target.lines.size() < EarlyCandidates::max_each)
                    target.lines.push_back(line);
            }
            continue;
        }
        const auto taken = kept.take(peer, connection);
        const auto expected = known == model.end() ? std::vector<std::string>() : known->lines;
        require(std::equal(taken.begin(), taken.end(), expected.begin(), expected.end(),
                           [](const IceCandidate &ice, const std::string &line) { return ice.candidate == line; }),
                "all candidates within the limits come out, in their order, and no other connection's");
        if (known != model.end())
            model.erase(known);
    }
}

} // namespace callbooth::fuzz
