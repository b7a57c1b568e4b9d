// SPDX-License-Identifier: MIT
/// Who meets whom. Each byte of the input is one step of one of 16 people; the model is a list.
#include "matchmaker/line.hpp"

#include <map>
#include <vector>

#include "fuzz.hpp"

namespace callbooth::fuzz {

namespace {

class World {
public:
    void step(uint8_t byte) {
        const std::string id(1, static_cast<char>('a' + byte % 16));
        switch (byte / 16 % 8) {
        case 0:
            line_.leave(id);
            std::erase(waiting_, id);
            last_.erase(id);
            break;
        case 1:
            line_.step_out(id);
            std::erase(waiting_, id);
            break;
        case 2: match(id); break;
        default:
            line_.join(id);
            if (std::find(waiting_.begin(), waiting_.end(), id) == waiting_.end())
                waiting_.push_back(id);
            if (byte >= 0x80)
                match(id);
        }
        require(line_.size() == waiting_.size() &&
                    std::all_of(waiting_.begin(), waiting_.end(), [&](const auto &one) { return line_.waits(one); }),
                "who joined waits, until a partner is found or the place is given up");
    }

private:
    void match(const std::string &id) {
        const bool waited = line_.waits(id);
        const auto partner = line_.match(id);
        const auto place = partner ? std::find(waiting_.begin(), waiting_.end(), *partner) : waiting_.end();
        require(partner.has_value() == (waited && waiting_.size() > 1), "whoever waits meets anybody else who does");
        if (!partner)
            return;
        require(*partner != id && place != waiting_.end(), "a partner is somebody else, who waits");
        for (auto other = waiting_.begin(); other != place; ++other)
            require(*other == id || knows(id, *other), "first come, first served, but for the last partner");
        std::erase(waiting_, id);
        std::erase(waiting_, *partner);
        last_[id] = *partner;
        last_[*partner] = id;
    }
    bool knows(const std::string &id, const std::string &other) const {
        const auto is_last_of = [&](const std::string &a, const std::string &b) {
            const auto found = last_.find(b);
            return found != last_.end() && found->second == a;
        };
        return is_last_of(id, other) || is_last_of(other, id);
    }

    matchmaker::Line line_;
    std::vector<std::string> waiting_;
    std::map<std::string, std::string> last_;
};

} // namespace

void run(std::string_view input) {
    World world;
    for (const char byte : input)
        world.step(static_cast<uint8_t>(byte));
}

} // namespace callbooth::fuzz
