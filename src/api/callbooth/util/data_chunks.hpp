// SPDX-License-Identifier: MIT
/// How peerjs cuts packed messages that are too long for one message of a data channel.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/util/data_packing.hpp>

namespace callbooth::data {

/// Firefox and Chromium do not understand each other's longer messages, says peerjs.
constexpr size_t chunk_bytes = 16300;

/// The packs `{__peerData: id, n, data, total}` for a packed message.
std::vector<std::string> cut(std::string_view packed, uint64_t id);

/// The messages of BinaryPack that carry a byte array whose bytes are read little by little.
class __attribute__((visibility("default"))) BytesCutter {
public:
    BytesCutter(uint64_t size, uint64_t id);

    /// Bytes that the next message carries; 0 after the last one. An empty array has one message of 0 bytes.
    size_t next_size() const;
    bool done() const { return sent_ == total_; }
    /// The next message. `bytes` has next_size() bytes.
    std::string next(std::string_view bytes);

private:
    const uint64_t size_;
    const uint64_t id_;
    const std::string head_;
    uint64_t total_; ///< messages
    uint64_t sent_ = 0;
};

/// A part of a byte array, in order: the last one ends at `size`.
struct Fragment {
    uint64_t size;   ///< of the whole array
    uint64_t offset; ///< of these bytes in it
    std::string bytes;
};

/// Puts the packs of one channel together again. Bounded: what exceeds a limit is dropped.
class __attribute__((visibility("default"))) Reassembly {
public:
    explicit Reassembly(const Limits &limits = {}) : limits_(limits) {}

    struct Result {
        std::optional<std::string> message = {}; ///< the whole packed message when its last part came
        std::string problem = {}; ///< why the part, or what it is a part of, is dropped; empty: it is not
    };
    /// Takes an unpacked pack.
    Result add(const Value &pack);

private:
    struct Partial {
        double id;
        size_t total;
        std::map<size_t, std::string> parts = {};
        size_t bytes = 0;
    };
    Partial &find_or_begin(double id, size_t total);
    void drop(double id);
    void make_room(size_t bytes, double but_not);

    const Limits limits_;
    std::deque<Partial> partials_; ///< oldest first
};

/// Follows the packs of byte arrays that come in order, as peerjs sends them, and keeps nothing of them.
class __attribute__((visibility("default"))) ByteStreams {
public:
    /// Nullopt for a pack that is not of such an array.
    std::optional<Fragment> add(const Value &pack);

private:
    struct Stream {
        double id;
        uint64_t size;
        uint64_t total;
        uint64_t next = 0;
        uint64_t taken = 0;
    };
    std::optional<Stream> stream_; ///< one at a time
};

} // namespace callbooth::data
