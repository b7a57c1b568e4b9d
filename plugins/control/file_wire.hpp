// SPDX-License-Identifier: MIT
/// How a file crosses a data channel of its own (docs/control.md): texts of JSON beside the bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/services/data_channel.hpp>

namespace callbooth::control {

constexpr const char *file_label = "file";
constexpr const char *file_protocol = "raw"; ///< PeerJS's name for messages as they are
constexpr size_t file_chunk = 64 * 1024;
constexpr int64_t file_window = 4 * 1024 * 1024; ///< bytes that may be under way: sent, and not reported as received

/// The first text of the sender.
struct FileOffer {
    std::string name;
    int64_t size = 0;
};
std::string offer_text(const FileOffer &offer);
std::optional<FileOffer> read_offer(const Message &message);

/// A text of the receiver: that it wants the file, how much it has, or why not.
struct FileReport {
    bool accepted = false;
    std::optional<int64_t> received = {}; ///< bytes that are safe on its side
    std::string refused = {};
};
std::string accept_text();
std::string received_text(int64_t bytes);
std::string refuse_text(std::string_view why);
std::optional<FileReport> read_report(const Message &message);

/// A stranger's name for a file as one that stays in its folder, is not hidden and is safe to show.
std::string safe_file_name(std::string_view name);
/// `file` of a connection's metadata, or the metadata itself where it is a string; "file" without.
std::string file_name_of(const std::string &metadata);
/// `photo.jpg`, `photo (2).jpg`, ...: the name of the n-th attempt, from 1 on.
std::string numbered(const std::string &name, int n);

} // namespace callbooth::control
