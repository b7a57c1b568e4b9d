// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace callbooth::net {

class HubSocket;
struct NetworkHoldings;

/// Memory that one socket holds while a message is incomplete or output waits for its client.
/// Times are milliseconds of the hub's clock.
struct Holding {
    HubSocket *socket = nullptr;
    uint32_t bytes = 0;
    uint32_t message_since = 0; ///< when the incomplete message began
    uint32_t moved_at = 0;      ///< when the client last took some of the output
    int unacknowledged = 0;     ///< bytes in the kernel's send queue at the last look

private:
    friend class Holdings;
    template <size_t> friend class HoldingsBySize;
    struct Links {
        Holding *previous;
        Holding *next;
    };

    NetworkHoldings *network_ = nullptr;
    uint64_t key_ = 0;
    size_t index_ = 0;
    unsigned size_class_ = 0;
    std::array<Links, 2> links_{};
};

/// Holdings in lists by the power of two of their size, oldest first, without a memory of its own: a holding has links
/// for two of these, and `which` says for which.
template <size_t which> class HoldingsBySize {
public:
    void add(Holding &holding) {
        Holding *&first = first_[holding.size_class_];
        used_ |= 1U << holding.size_class_;
        if (!first)
            first = holding.links_[which].previous = &holding;
        Holding *const last = first->links_[which].previous;
        holding.links_[which] = {last, first};
        last->links_[which].next = first->links_[which].previous = &holding;
    }
    void remove(Holding &holding) {
        const auto [previous, next] = holding.links_[which];
        previous->links_[which].next = next;
        next->links_[which].previous = previous;
        Holding *&first = first_[holding.size_class_];
        if (first == &holding)
            first = next == &holding ? nullptr : next;
        if (!first)
            used_ &= ~(1U << holding.size_class_);
    }
    /// One that is at least half as large as any other (8 MiB and more are alike): the one that has been for longest.
    /// Null without any.
    Holding *largest() const { return used_ == 0 ? nullptr : first_[static_cast<size_t>(std::bit_width(used_)) - 1]; }

    static unsigned class_of(size_t bytes) {
        return std::min<unsigned>(static_cast<unsigned>(std::bit_width(bytes / smallest)), classes - 1);
    }

private:
    static constexpr size_t smallest = 512; // bytes; below that all are alike
    static constexpr unsigned classes = 16;

    std::array<Holding *, classes> first_{};
    uint32_t used_ = 0; ///< a bit for each class that has some
};

/// The holdings of all sockets, and of each network (an IPv4 address, a /64 of IPv6): who holds most of either is known
/// at any time. Everything is O(1), and nothing is allocated that is not used again.
class Holdings {
public:
    /// A new one, of no bytes. It stays where it is until its `end`.
    Holding &begin(HubSocket &socket, uint64_t network, uint32_t now);
    void resize(Holding &holding, size_t bytes);
    void end(Holding &holding);

    /// Bytes of all together.
    size_t bytes() const { return bytes_; }
    /// Bytes of all of its network.
    static size_t network_bytes(const Holding &holding);
    Holding *largest() const { return by_size_.largest(); }
    static Holding *largest_of_network(const Holding &holding);

    /// For a look at all of them, from the last to the first: those in front do not move when one ends.
    size_t size() const { return size_; }
    Holding &operator[](size_t index) { return *all_[index]; }

private:
    using Networks = std::unordered_map<uint64_t, NetworkHoldings>;

    NetworkHoldings &network(uint64_t key);
    void leave_network(Holding &holding);

    size_t bytes_ = 0;
    size_t size_ = 0;                           ///< in use; what follows in `all_` is spare
    std::vector<std::unique_ptr<Holding>> all_; ///< each knows its index
    HoldingsBySize<0> by_size_;
    Networks networks_; ///< those that hold something
    std::vector<Networks::node_type> spare_;
};

struct NetworkHoldings {
    size_t bytes = 0;
    size_t holdings = 0;
    HoldingsBySize<1> by_size;
};

} // namespace callbooth::net
