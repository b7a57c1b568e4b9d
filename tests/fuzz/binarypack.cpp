// SPDX-License-Identifier: MIT
#include "chat/binarypack.hpp"

#include "fuzz.hpp"

namespace callbooth::fuzz {

namespace {

using namespace callbooth::chat;

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

} // namespace

void run(std::string_view input) {
    const auto value = unpack(input);
    if (!value)
        return;
    Size size;
    measure(*value, 0, size);
    require(size.values <= max_values && size.depth <= max_depth, "a value is neither too large nor too deep");
    // Not every value is what it was, for undefined is packed as null; but all of it is there.
    const auto packed = pack(*value);
    const auto again = unpack(packed);
    require(again.has_value(), "what was unpacked can be packed");
    require(pack(*again) == packed, "what was packed says the same for ever");
    require(!unpack(packed.substr(0, packed.size() - 1)), "half a message is none");
}

} // namespace callbooth::fuzz
