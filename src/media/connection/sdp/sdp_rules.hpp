// SPDX-License-Identifier: MIT
/// How single attributes of a session description must look. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth::media::sdp_rules {

/// Decimal digits alone, in [least, most].
std::optional<uint64_t> number(std::string_view text, uint64_t least, uint64_t most);

/// The parts between separators, empty ones too.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Up to the first space; all of it when there is none.
std::string_view first_word(std::string_view text);

/// One or more printable ASCII characters without a space, `most` at the most.
bool is_word(std::string_view text, size_t most);

/// RFC 8839 section 5.4: ALPHA / DIGIT / "+" / "/".
bool is_ice_text(std::string_view text, size_t least, size_t most);

bool is_setup(std::string_view text);
bool is_direction(std::string_view name);

/// `HASH COLONED-HEX` (RFC 8122 section 5).
bool is_fingerprint(std::string_view text);

/// `NAME/RATE` or `NAME/RATE/CHANNELS`, what follows the payload type in `a=rtpmap`.
bool is_codec(std::string_view text);

/// The ID of `a=extmap:ID[/DIRECTION] URI ...`; nothing when it is none that RTP can carry (RFC 8285 section 7).
std::optional<uint64_t> extension_id(std::string_view text);

/// What follows `candidate:` (RFC 8839 section 5.1), of RTP's component, rewritten; nothing when it has no IP address.
std::optional<std::string> canonical_candidate(std::string_view text);

} // namespace callbooth::media::sdp_rules
