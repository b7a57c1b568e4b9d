// SPDX-License-Identifier: MIT
#include <bit>
#include <cmath>

#include <callbooth/util/data_packing.hpp>

namespace callbooth::data {
namespace {

/// Thrown and caught in this file only.
struct Malformed {};
struct Cut {
    size_t needed;
};

class Unpacker {
public:
    Unpacker(std::string_view bytes, Dialect dialect, const Limits &limits)
        : bytes_(bytes), binary_pack_(dialect == Dialect::binary_pack), limits_(limits) {}

    size_t used() const { return at_; }
    Value value(size_t depth = 0) {
        if (depth > limits_.depth || ++values_ > limits_.values)
            throw Malformed{};
        const auto type = static_cast<unsigned>(number(1));
        if (type < 0x80)
            return {static_cast<double>(type)};
        if (type >= 0xe0)
            return {static_cast<double>(type) - 0x100};
        if (type < 0x90)
            return object(type & 0x0f, depth);
        if (type < 0xa0)
            return array(type & 0x0f, depth);
        if (type < 0xc0)
            return small(type);
        return type < 0xd4 ? scalar(type) : wide(type, depth);
    }

private:
    Value small(unsigned type) {
        if (!binary_pack_)
            return {take(type & 0x1f)};
        if (type < 0xb0)
            return {Bytes{take(type & 0x0f)}};
        return {take(type & 0x0f)};
    }
    Value scalar(unsigned type) {
        switch (type) {
        case 0xc0: return {Null{}};
        case 0xc2: return {false};
        case 0xc3: return {true};
        case 0xca: return {static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(number(4))))};
        case 0xcb: return {std::bit_cast<double>(number(8))};
        case 0xcc: return {static_cast<double>(number(1))};
        case 0xcd: return {static_cast<double>(number(2))};
        case 0xce: return {static_cast<double>(number(4))};
        case 0xcf: return {static_cast<double>(number(8))};
        case 0xd0: return {static_cast<double>(static_cast<int8_t>(number(1)))};
        case 0xd1: return {static_cast<double>(static_cast<int16_t>(number(2)))};
        case 0xd2: return {static_cast<double>(static_cast<int32_t>(number(4)))};
        case 0xd3: return {static_cast<double>(static_cast<int64_t>(number(8)))};
        case 0xc1:
            if (binary_pack_)
                return {Undefined{}};
            throw Malformed{};
        default: return binary_pack_ ? throw Malformed{} : bytes_or_extension(type);
        }
    }
    /// c4 to c9 of MessagePack.
    Value bytes_or_extension(unsigned type) {
        const int width = 1 << (type - 0xc4) % 3;
        return type < 0xc7 ? Value{Bytes{take(number(width))}} : extension(number(width));
    }
    Value wide(unsigned type, size_t depth) {
        if (type >= 0xdc)
            return container(type, depth);
        if (!binary_pack_)
            return type < 0xd9 ? extension(size_t{1} << (type - 0xd4)) : Value{take(number(1 << (type - 0xd9)))};
        if (type < 0xd8)
            return {Undefined{}};
        const uint64_t size = number(type % 2 == 0 ? 2 : 4);
        if (type < 0xda)
            return {take(size)};
        return {Bytes{take(size)}};
    }
    Value container(unsigned type, size_t depth) {
        const uint64_t size = number(type % 2 == 0 ? 2 : 4);
        return type < 0xde ? array(size, depth) : object(size, depth);
    }
    Value array(uint64_t size, size_t depth) {
        expect_values(size);
        Array items;
        for (uint64_t i = 0; i < size; ++i)
            items.push_back(value(depth + 1));
        return {std::move(items)};
    }
    Value object(uint64_t size, size_t depth) {
        expect_values(2 * size);
        Object members;
        for (uint64_t i = 0; i < size; ++i) {
            const Value name = value(depth + 1);
            const auto *text = name.as<std::string>();
            if (!text)
                throw Malformed{};
            members.push_back({*text, value(depth + 1)});
        }
        return {std::move(members)};
    }
    /// What can never fit is refused before it has come.
    void expect_values(uint64_t count) const {
        if (count > limits_.values - values_)
            throw Malformed{};
        require(count);
    }
    /// A date of MessagePack's clients becomes milliseconds since 1970, anything else undefined.
    Value extension(uint64_t size) {
        constexpr uint64_t timestamp = 0xff; // -1 as a byte
        const uint64_t type = number(1);
        require(size);
        if (type == timestamp && size == 4)
            return date(static_cast<double>(number(4)), 0);
        if (type == timestamp && size == 8) {
            const uint64_t both = number(8);
            return date(static_cast<double>(both & 0x3ffffffff), static_cast<double>(both >> 34));
        }
        if (type == timestamp && size == 12) {
            const auto nanoseconds = static_cast<double>(number(4));
            return date(static_cast<double>(static_cast<int64_t>(number(8))), nanoseconds);
        }
        at_ += size;
        return {Undefined{}};
    }
    static Value date(double seconds, double nanoseconds) {
        return {seconds * 1000 + std::floor(nanoseconds / 1'000'000)};
    }
    void require(uint64_t size) const {
        if (size > limits_.message)
            throw Malformed{};
        if (size > bytes_.size() - at_)
            throw Cut{at_ + size};
    }
    std::string take(uint64_t size) {
        require(size);
        at_ += size;
        return std::string(bytes_.substr(at_ - size, size));
    }
    uint64_t number(int width) {
        require(static_cast<uint64_t>(width));
        uint64_t result = 0;
        for (int i = 0; i < width; ++i)
            result = result << 8 | static_cast<unsigned char>(bytes_[at_++]);
        return result;
    }

    const std::string_view bytes_;
    const bool binary_pack_;
    const Limits &limits_;
    size_t at_ = 0;
    size_t values_ = 0;
};

} // namespace

Unpacked unpack_first(std::string_view bytes, Dialect dialect, const Limits &limits) {
    Unpacker unpacker(bytes, dialect, limits);
    try {
        Value value = unpacker.value();
        return {Unpacked::State::whole, std::move(value), unpacker.used()};
    } catch (const Malformed &) {
        return {Unpacked::State::malformed};
    } catch (const Cut &cut) {
        return {Unpacked::State::cut, {}, 0, cut.needed};
    }
}

std::optional<Value> unpack(std::string_view bytes, const Limits &limits) {
    auto first = unpack_first(bytes, Dialect::binary_pack, limits);
    return first.state == Unpacked::State::whole ? std::optional(std::move(first.value)) : std::nullopt;
}

} // namespace callbooth::data
