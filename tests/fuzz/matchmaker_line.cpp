// SPDX-License-Identifier: MIT
/// Who meets whom. Two bytes of the input are one step of one of 16 people, with wishes out of a few; in the model
/// everybody looks at everybody. The whole input is read as the payload of a FIND as well.
#include "fuzz.hpp"
#include "matchmaker/line.hpp"
#include "support/line_model.hpp"
#include <callbooth/error.hpp>

namespace callbooth::fuzz {

namespace {

using namespace std::chrono_literals;
using matchmaker::Via;
using matchmaker::Wishes;

constexpr auto patience = 5s;

void check_payload(std::string_view payload) {
    try {
        const auto wishes = matchmaker::read_wishes(payload);
        require(wishes.tags.size() <= 8 && wishes.language.size() <= 8 && wishes.blocked.size() <= 64,
                "wishes have limits");
        require(std::is_sorted(wishes.tags.begin(), wishes.tags.end()) &&
                    std::is_sorted(wishes.blocked.begin(), wishes.blocked.end()),
                "wishes are sorted");
        for (const auto &tag : wishes.tags)
            require(tag.find('\n') == std::string::npos && tag.find('\0') == std::string::npos,
                    "a tag has no control characters");
    } catch (const Error &) { // what is no wish is refused
    }
}

class World {
public:
    void step(uint8_t what, uint8_t how) {
        const std::string id = name(what % 16);
        switch (what / 16) {
        case 0: leave(id); break;
        case 1: step_out(id); break;
        case 2: pass(std::chrono::milliseconds(how * 20)); break;
        case 3: met(id); break;
        default: ask(id, wishes(what / 16, how), (how & 32) != 0 ? Via::signaling : Via::http);
        }
        require(line_.size() == model_.waiting.size() &&
                    std::all_of(model_.waiting.begin(), model_.waiting.end(),
                                [&](const auto &person) { return line_.waits(person.id); }),
                "who asked waits, until a partner is found or the place is given up");
        require(model_.settled(), "nobody waits beside a partner that both would take");
        require(!line_.next() || *line_.next() > now_, "nobody's patience ends unnoticed");
    }

private:
    static std::string name(int number) { return {static_cast<char>('a' + number)}; }

    /// Bits of `how` are tags and a language; some kinds block somebody.
    static Wishes wishes(int kind, uint8_t how) {
        Wishes wishes;
        for (int tag = 0; tag < 3; ++tag)
            if ((how & 1 << tag) != 0)
                wishes.tags.push_back(std::string("t") + static_cast<char>('0' + tag));
        if ((how & 8) != 0)
            wishes.language = (how & 16) != 0 ? "de" : "fr";
        if (kind >= 10)
            wishes.blocked.push_back(name(how / 16));
        return wishes;
    }
    void leave(const std::string &id) {
        line_.leave(id);
        model_.leave(id);
    }
    void step_out(const std::string &id) {
        line_.step_out(id);
        model_.step_out(id);
    }
    void met(const std::string &id) {
        line_.met(id);
        model_.met(id);
    }
    void ask(const std::string &id, const Wishes &wished, Via via) {
        const auto pair = line_.ask(id, wished, now_, via);
        require((pair ? pair->partner : "") == model_.ask(id, wished, now_, via), "the best partner is found");
        require(!pair || (pair->asker == id && pair->partner != id), "a partner is somebody else");
    }
    void pass(std::chrono::milliseconds time) {
        now_ += time;
        std::vector<std::pair<std::string, std::string>> met;
        for (const auto &pair : line_.tick(now_))
            met.emplace_back(pair.asker, pair.partner);
        require(met == model_.tick(now_), "wishes count for a while");
    }

    matchmaker::Line line_{patience};
    test::LineModel model_{patience};
    matchmaker::Time now_{1h};
};

} // namespace

void run(std::string_view bytes) {
    check_payload(bytes);
    World world;
    for (Input input(bytes); !input.empty();) {
        const auto what = input.byte();
        world.step(what, input.byte());
    }
}

} // namespace callbooth::fuzz
