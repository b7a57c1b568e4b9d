// SPDX-License-Identifier: MIT
#include "fuzz.hpp"
#include <callbooth/util/data_packing.hpp>

namespace callbooth::fuzz {

namespace {

using namespace callbooth::data;

struct Size {
    size_t values = 0;
    int depth = 0;
};

void measure(const Value &value, int depth, Size &size) {
    ++size.values;
    size.depth = std::max(size.depth, depth);
    if (const auto *array = value.as<Array>())
        for (const auto &item : *array)
            measure(item, depth + 1, size);
    if (const auto *object = value.as<Object>())
        for (const auto &member : *object) {
            ++size.values; // its name
            measure(member.value, depth + 1, size);
        }
}

void require_sound(std::string_view input, Dialect dialect) {
    const auto first = unpack_first(input, dialect);
    if (first.state == Unpacked::State::cut)
        return require(first.needed > input.size(), "what is cut needs more than is there");
    if (first.state != Unpacked::State::whole)
        return;
    Size size;
    measure(first.value, 0, size);
    require(size.values <= Limits().values && size.depth <= static_cast<int>(Limits().depth),
            "a value is neither too large nor too deep");
    require(first.used <= input.size(), "a value is in its bytes");
    // Not every value is what it was, for undefined is packed as null; but all of it is there.
    const auto packed = pack(first.value, dialect);
    const auto again = unpack_first(packed, dialect);
    require(again.state == Unpacked::State::whole && again.used == packed.size(), "what was unpacked can be packed");
    require(pack(again.value, dialect) == packed, "what was packed says the same for ever");
    require(unpack_first(packed.substr(0, packed.size() - 1), dialect).state == Unpacked::State::cut,
            "half a message is none");
    require(!to_json(first.value).dump().empty(), "every value can be shown");
}

} // namespace

void run(std::string_view input) {
    require_sound(input, Dialect::binary_pack);
    require_sound(input, Dialect::msg_pack);
}

} // namespace callbooth::fuzz
