// SPDX-License-Identifier: MIT
#include "binarypack.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace callbooth::chat {
namespace {

class Packer {
public:
    std::string bytes;

    void operator()(Undefined) { put(0xc0, 1); } // pack() writes undefined as null
    void operator()(Null) { put(0xc0, 1); }
    void operator()(bool value) { put(value ? 0xc3 : 0xc2, 1); }
    void operator()(double value) {
        if (std::floor(value) == value && value >= -0x1p63 && value < 0x1p64)
            integer(value);
        else
            tagged(0xcb, std::bit_cast<uint64_t>(value), 8);
    }
    void operator()(const std::string &text) {
        head(text.size(), 0xb0, 0xd8);
        bytes += text;
    }
    void operator()(const Bytes &raw) {
        head(raw.data.size(), 0xa0, 0xda);
        bytes += raw.data;
    }
    void operator()(const Array &array) {
        head(array.size(), 0x90, 0xdc);
        for (const Value &value : array)
            std::visit(*this, value.data);
    }
    void operator()(const Object &object) {
        head(object.size(), 0x80, 0xde);
        for (const auto &[name, value] : object) {
            (*this)(name);
            std::visit(*this, value.data);
        }
    }

private:
    void put(uint64_t number, int width) {
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
            bytes += static_cast<char>(number >> shift & 0xff);
    }
    void tagged(unsigned type, uint64_t number, int width) {
        put(type, 1);
        put(number, width);
    }
    // Up to 15 in the type's own byte, else 16 or 32 bits behind `wide` or the type after it.
    void head(size_t size, unsigned small, unsigned wide) {
        if (size <= 0x0f)
            put(small + size, 1);
        else if (size <= 0xffff)
            tagged(wide, size, 2);
        else
            tagged(wide + 1, size, 4);
    }
    // The order of the tests is pack_integer()'s: the first range that fits wins.
    void integer(double value) {
        const auto number =
            value < 0 ? static_cast<uint64_t>(static_cast<int64_t>(value)) : static_cast<uint64_t>(value);
        if (value >= -0x20 && value <= 0x7f)
            put(number & 0xff, 1);
        else if (value >= 0 && value <= 0xff)
            tagged(0xcc, number, 1);
        else if (value >= -0x80 && value <= 0x7f)
            tagged(0xd0, number, 1);
        else if (value >= 0 && value <= 0xffff)
            tagged(0xcd, number, 2);
        else if (value >= -0x8000 && value <= 0x7fff)
            tagged(0xd1, number, 2);
        else if (value >= 0 && value <= 0xffffffff)
            tagged(0xce, number, 4);
        else if (value >= -0x80000000LL && value <= 0x7fffffff)
            tagged(0xd2, number, 4);
        else if (value <= 0x1p63)
            tagged(0xd3, number, 8);
        else
            tagged(0xcf, number, 8);
    }
};

/// Thrown and caught in this file only.
struct Malformed {};

class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

    Value value(int depth = 0) {
        if (depth > max_depth || ++values_ > max_values)
            throw Malformed{};
        const auto type = static_cast<unsigned>(number(1));
        if (type < 0x80)
            return {static_cast<double>(type)};
        if (type >= 0xe0)
            return {static_cast<double>(type) - 0x100};
        switch (type & 0xf0) {
        case 0x80: return object(type & 0x0f, depth);
        case 0x90: return array(type & 0x0f, depth);
        case 0xa0: return {Bytes{take(type & 0x0f)}};
        case 0xb0: return {take(type & 0x0f)};
        case 0xc0: return scalar(type);
        default: return wide(type, depth);
        }
    }

private:
    Value scalar(unsigned type) {
        switch (type) {
        case 0xc0: return {Null{}};
        case 0xc1: return {Undefined{}};
        case 0xc2: return {false};
        case 0xc3: return {true};
        case 0xca: return {static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(number(4))))};
        case 0xcb: return {std::bit_cast<double>(number(8))};
        case 0xcc: return {static_cast<double>(number(1))};
        case 0xcd: return {static_cast<double>(number(2))};
        case 0xce: return {static_cast<double>(number(4))};
        case 0xcf: return {static_cast<double>(number(8))};
        default: throw Malformed{};
        }
    }
    Value wide(unsigned type, int depth) {
        switch (type) {
        case 0xd0: return {static_cast<double>(static_cast<int8_t>(number(1)))};
        case 0xd1: return {static_cast<double>(static_cast<int16_t>(number(2)))};
        case 0xd2: return {static_cast<double>(static_cast<int32_t>(number(4)))};
        case 0xd3: return {static_cast<double>(static_cast<int64_t>(number(8)))};
        case 0xd4:
        case 0xd5:
        case 0xd6:
        case 0xd7: return {Undefined{}};
        case 0xd8: return {take(number(2))};
        case 0xd9: return {take(number(4))};
        case 0xda: return {Bytes{take(number(2))}};
        case 0xdb: return {Bytes{take(number(4))}};
        case 0xdc: return array(number(2), depth);
        case 0xdd: return array(number(4), depth);
        case 0xde: return object(number(2), depth);
        default: return object(number(4), depth);
        }
    }
    Value array(uint64_t size, int depth) {
        Array items;
        for (uint64_t i = 0; i < size; ++i)
            items.push_back(value(depth + 1));
        return {std::move(items)};
    }
    Value object(uint64_t size, int depth) {
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
    std::string take(uint64_t size) {
        if (size > bytes_.size())
            throw Malformed{};
        std::string taken(bytes_.substr(0, size));
        bytes_.remove_prefix(size);
        return taken;
    }
    uint64_t number(int width) {
        uint64_t result = 0;
        for (const unsigned char byte : take(static_cast<uint64_t>(width)))
            result = result << 8 | byte;
        return result;
    }

    std::string_view bytes_;
    size_t values_ = 0;
};

} // namespace

const Value *Value::member(std::string_view name) const {
    if (const auto *object = as<Object>())
        for (const auto &[key, value] : *object)
            if (key == name)
                return &value;
    return nullptr;
}

std::string pack(const Value &value) {
    Packer packer;
    std::visit(packer, value.data);
    return std::move(packer.bytes);
}

std::optional<Value> unpack(std::string_view bytes) {
    try {
        return Unpacker(bytes).value();
    } catch (const Malformed &) {
        return std::nullopt;
    }
}

} // namespace callbooth::chat
