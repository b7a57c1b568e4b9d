// SPDX-License-Identifier: MIT
#include "chunks.hpp"

#include <algorithm>
#include <cmath>

namespace callbooth::chat {
namespace {

/// A whole number from 0 to `limit`.
std::optional<size_t> whole(const Value *value, size_t limit) {
    const double *number = value ? value->as<double>() : nullptr;
    if (!number || !(*number >= 0 && *number <= static_cast<double>(limit)) || std::floor(*number) != *number)
        return std::nullopt;
    return static_cast<size_t>(*number);
}

} // namespace

std::vector<std::string> cut(std::string_view packed, uint64_t id) {
    const size_t total = (packed.size() + chunk_bytes - 1) / chunk_bytes;
    std::vector<std::string> packs;
    for (size_t n = 0; n < total; ++n) {
        const Bytes part{std::string(packed.substr(n * chunk_bytes, chunk_bytes))};
        packs.push_back(pack({Object{{"__peerData", {static_cast<double>(id)}},
                                     {"n", {static_cast<double>(n)}},
                                     {"data", {part}},
                                     {"total", {static_cast<double>(total)}}}}));
    }
    return packs;
}

std::deque<Reassembly::Partial>::iterator Reassembly::find_or_begin(double id, size_t total) {
    const auto found = std::find_if(partials_.begin(), partials_.end(), [&](const Partial &p) { return p.id == id; });
    if (found != partials_.end() && found->parts.size() == total)
        return found;
    if (found != partials_.end())
        partials_.erase(found); // the same number with another total: it begins anew
    if (partials_.size() == max_messages)
        partials_.pop_front();
    partials_.push_back({id, std::vector<std::optional<std::string>>(total), total});
    return std::prev(partials_.end());
}

std::optional<std::string> Reassembly::add(const Value &pack) {
    const Value *id = pack.member("__peerData");
    const auto total = whole(pack.member("total"), max_parts);
    const auto n = whole(pack.member("n"), max_parts);
    const Value *data = pack.member("data");
    if (!id || !id->as<double>() || !total || !n || *n >= *total || !data || !data->as<Bytes>())
        return std::nullopt;
    const auto partial = find_or_begin(*id->as<double>(), *total);
    if (partial->parts[*n])
        return std::nullopt;
    partial->parts[*n] = data->as<Bytes>()->data;
    partial->bytes += partial->parts[*n]->size();
    if (--partial->missing > 0 && partial->bytes <= max_bytes)
        return std::nullopt;
    const Partial done = std::move(*partial);
    partials_.erase(partial);
    if (done.bytes > max_bytes)
        return std::nullopt;
    std::string message;
    for (const auto &part : done.parts)
        message += *part;
    return message;
}

} // namespace callbooth::chat
