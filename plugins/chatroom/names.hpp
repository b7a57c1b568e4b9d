// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace callbooth::chatroom {

inline constexpr size_t max_name = 32;         ///< characters: code points in Unicode's composed form
inline constexpr size_t max_name_bytes = 1024; ///< of what is looked at at all

/// `text` as it is shown: composed (NFC), without control characters, directions and other characters of format, white
/// space as single spaces inside alone. Joiners stay, which emoji and Persian need. It ends at a zero. Empty when
/// nothing of it is visible.
std::string clean_name(std::string_view text);

/// What two names that look the same to readers have in common: compatible forms (NFKC), capitals, white space and
/// everything invisible make no difference. Letters of several scripts that look alike do.
std::string name_key(std::string_view name);

/// The names of the clients: each has at most one, and no two have the same.
class Names {
public:
    enum class Refusal { invisible, too_long, taken };

    /// `owner` gives up its former name for the new one. Keeps that when the new one is refused.
    std::optional<Refusal> claim(const std::string &owner, std::string_view name);
    void release(const std::string &owner);
    /// As it is shown; null for those without one.
    const std::string *find(const std::string &owner) const;

private:
    struct Name {
        std::string shown;
        std::string key;
    };
    std::unordered_map<std::string, Name> names_;         ///< by owner
    std::unordered_map<std::string, std::string> owners_; ///< by key
};

} // namespace callbooth::chatroom
