// SPDX-License-Identifier: MIT
#include <bit>
#include <cmath>

#include <callbooth/util/data_packing.hpp>

namespace callbooth::data {
namespace {

class Packer {
public:
    explicit Packer(Dialect dialect) : binary_pack_(dialect == Dialect::binary_pack) {}

    std::string bytes;

    void operator()(Undefined) { put(0xc0, 1); } // both clients write undefined as null
    void operator()(Null) { put(0xc0, 1); }
    void operator()(bool value) { put(value ? 0xc3 : 0xc2, 1); }
    void operator()(double value) {
        // MessagePack's client writes what JavaScript counts exactly as an integer, that of peerjs all of 64 bits.
        const double least = binary_pack_ ? -0x1p63 : -0x1p53 + 1;
        const double greatest = binary_pack_ ? 0x1p64 : 0x1p53;
        if (std::floor(value) == value && value >= least && value < greatest)
            integer(value);
        else
            tagged(0xcb, std::bit_cast<uint64_t>(value), 8);
    }
    void operator()(const std::string &text) {
        text_head(text.size());
        bytes += text;
    }
    void operator()(const Bytes &raw) {
        bytes_head(raw.data.size());
        bytes += raw.data;
    }
    void operator()(const Array &array) {
        head(array.size(), 0x90, 0x0f, 0xdc);
        for (const Value &value : array)
            std::visit(*this, value.data);
    }
    void operator()(const Object &object) {
        head(object.size(), 0x80, 0x0f, 0xde);
        for (const auto &[name, value] : object) {
            (*this)(name);
            std::visit(*this, value.data);
        }
    }
    void bytes_head(uint64_t size) {
        if (binary_pack_)
            head(size, 0xa0, 0x0f, 0xda);
        else
            byte_or_head(size, 0xc4);
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
    // Up to `most` in the type's own byte, else 16 or 32 bits behind `wide` or the type after it.
    void head(uint64_t size, unsigned small, uint64_t most, unsigned wide) {
        if (size <= most)
            put(small + size, 1);
        else if (size <= 0xffff)
            tagged(wide, size, 2);
        else
            tagged(wide + 1, size, 4);
    }
    // 8, 16 or 32 bits behind `type` or one of the two after it.
    void byte_or_head(uint64_t size, unsigned type) {
        if (size <= 0xff)
            tagged(type, size, 1);
        else
            head(size, 0, 0, type + 1);
    }
    void text_head(uint64_t size) {
        if (binary_pack_)
            head(size, 0xb0, 0x0f, 0xd8);
        else if (size <= 0x1f)
            put(0xa0 + size, 1);
        else
            byte_or_head(size, 0xd9);
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
        else
            tagged(value <= 0x1p63 && (binary_pack_ || value < 0) ? 0xd3 : 0xcf, number, 8);
    }

    const bool binary_pack_;
};

} // namespace

std::string pack(const Value &value, Dialect dialect) {
    Packer packer(dialect);
    std::visit(packer, value.data);
    return std::move(packer.bytes);
}

std::string bytes_head(uint64_t size) {
    Packer packer(Dialect::binary_pack);
    packer.bytes_head(size);
    return std::move(packer.bytes);
}

} // namespace callbooth::data
