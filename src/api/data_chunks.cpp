// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include <callbooth/util/data_chunks.hpp>

namespace callbooth::data {
namespace {

constexpr uint64_t max_whole = uint64_t{1} << 32;

/// A whole number from 0 to `limit`.
std::optional<size_t> whole(const Value *value, uint64_t limit) {
    const double *number = value ? value->as<double>() : nullptr;
    if (!number || !(*number >= 0 && *number <= static_cast<double>(limit)) || std::floor(*number) != *number)
        return std::nullopt;
    return static_cast<size_t>(*number);
}

struct Pack {
    double id;
    size_t n;
    size_t total;
    const std::string &bytes;
};

std::optional<Pack> read_pack(const Value &value, uint64_t max_parts) {
    const Value *id = value.member("__peerData");
    const auto total = whole(value.member("total"), max_parts);
    const auto n = whole(value.member("n"), max_parts);
    const Value *data = value.member("data");
    const auto *bytes = data ? data->as<Bytes>() : nullptr;
    if (!id || !id->as<double>() || !total || !n || *n >= *total || !bytes)
        return std::nullopt;
    return Pack{*id->as<double>(), *n, *total, bytes->data};
}

std::string write_pack(uint64_t id, uint64_t n, uint64_t total, std::string bytes) {
    return pack({Object{{"__peerData", {static_cast<double>(id)}},
                        {"n", {static_cast<double>(n)}},
                        {"data", {Bytes{std::move(bytes)}}},
                        {"total", {static_cast<double>(total)}}}});
}

/// How many bytes the packed array has whose beginning this is, and how long its head; nullopt for anything else.
struct ArrayHead {
    uint64_t size;
    size_t length;
};
std::optional<ArrayHead> read_head(std::string_view bytes) {
    const auto type = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]);
    const size_t length = type == 0xda ? 3 : type == 0xdb ? 5 : 0;
    if (length == 0 || bytes.size() < length)
        return std::nullopt;
    uint64_t size = 0;
    for (size_t i = 1; i < length; ++i)
        size = size << 8 | static_cast<unsigned char>(bytes[i]);
    return ArrayHead{size, length};
}

} // namespace

std::vector<std::string> cut(std::string_view packed, uint64_t id) {
    const size_t total = (packed.size() + chunk_bytes - 1) / chunk_bytes;
    std::vector<std::string> packs;
    for (size_t n = 0; n < total; ++n)
        packs.push_back(write_pack(id, n, total, std::string(packed.substr(n * chunk_bytes, chunk_bytes))));
    return packs;
}

BytesCutter::BytesCutter(uint64_t size, uint64_t id)
    : size_(size), id_(id), head_(bytes_head(size)), total_((head_.size() + size + chunk_bytes - 1) / chunk_bytes) {}

size_t BytesCutter::next_size() const {
    if (done())
        return 0;
    const uint64_t begin = sent_ == 0 ? 0 : sent_ * chunk_bytes - head_.size();
    return std::min((sent_ + 1) * chunk_bytes - head_.size(), size_) - begin;
}

std::string BytesCutter::next(std::string_view bytes) {
    std::string content = sent_ == 0 ? head_ : "";
    content += bytes;
    const uint64_t n = sent_++;
    return total_ == 1 ? content : write_pack(id_, n, total_, std::move(content));
}

Reassembly::Partial &Reassembly::find_or_begin(double id, size_t total) {
    const auto found = std::find_if(partials_.begin(), partials_.end(), [&](const Partial &p) { return p.id == id; });
    if (found != partials_.end() && found->total == total)
        return *found;
    if (found != partials_.end())
        partials_.erase(found); // the same number with another total: it begins anew
    if (partials_.size() >= limits_.open_messages)
        partials_.pop_front();
    return partials_.emplace_back(Partial{id, total});
}

void Reassembly::drop(double id) {
    std::erase_if(partials_, [&](const Partial &partial) { return partial.id == id; });
}

/// For a part of one message.
void Reassembly::make_room(size_t bytes, double but_not) {
    size_t held = bytes;
    for (const Partial &partial : partials_)
        held += partial.bytes;
    while (held > limits_.open_bytes) {
        const auto oldest = std::find_if(partials_.begin(), partials_.end(),
                                         [&](const Partial &partial) { return partial.id != but_not; });
        if (oldest == partials_.end())
            return;
        held -= oldest->bytes;
        partials_.erase(oldest);
    }
}

Reassembly::Result Reassembly::add(const Value &pack) {
    const auto part = read_pack(pack, limits_.parts);
    if (!part)
        return {{}, "a part of a message that has too many parts or is malformed"};
    make_room(part->bytes.size(), part->id);
    Partial &partial = find_or_begin(part->id, part->total);
    if (!partial.parts.emplace(part->n, part->bytes).second)
        return {{}, "a part that came before"};
    partial.bytes += part->bytes.size();
    if (partial.bytes > limits_.message) {
        drop(part->id);
        return {{}, "a message that is too long"};
    }
    if (partial.parts.size() < partial.total)
        return {};
    std::string message;
    for (const auto &[n, bytes] : partial.parts)
        message += bytes;
    drop(part->id);
    return {std::move(message)};
}

std::optional<Fragment> ByteStreams::add(const Value &pack) {
    const auto part = read_pack(pack, max_whole);
    if (!part)
        return std::nullopt;
    std::string_view bytes = part->bytes;
    if (const auto head = part->n == 0 ? read_head(bytes) : std::nullopt) {
        stream_ = Stream{part->id, head->size, part->total};
        bytes.remove_prefix(head->length);
    }
    if (!stream_ || stream_->id != part->id || stream_->next != part->n || stream_->total != part->total ||
        bytes.size() > stream_->size - stream_->taken)
        return std::nullopt;
    Fragment fragment{stream_->size, stream_->taken, std::string(bytes)};
    ++stream_->next;
    stream_->taken += bytes.size();
    if (stream_->next == stream_->total)
        stream_.reset();
    return fragment;
}

} // namespace callbooth::data
