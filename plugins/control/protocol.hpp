// SPDX-License-Identifier: MIT
/// The lines of docs/control.md: requests in, answers and events out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>

namespace callbooth::control {

constexpr int protocol_version = 1;
/// Bytes of a request, without the line feed. A message of 256 KiB fits into it in Base64.
constexpr size_t max_line = 512 * 1024;

/// By which programs distinguish errors.
enum class Code {
    bad_request, ///< not a request, or its members are wrong
    unknown,     ///< there is neither a request nor a command of this name
    unavailable, ///< the pipeline file has nothing that does this
    too_many,    ///< more requests a second than are allowed
    failed,      ///< it was tried
};
const char *to_string(Code code);

class Refusal : public Error {
public:
    Refusal(Code which, const std::string &why) : Error(why), code(which) {}
    Code code;
};

struct Request {
    Json id; ///< of any kind; comes back with the answer
    std::string name;
    Json body;
};

/// Throws Refusal.
Request read_request(std::string_view line);

std::string answer_line(const Json &id, const Json &result);
std::string error_line(const Json &id, Code code, std::string_view why);
/// `members` follow the name of the event.
std::string event_line(std::string_view name, const Json::Object &members);

/// A message of a data channel as members of an object: `text`, or `base64` of a binary one.
void set_message(Json::Object &object, std::string_view bytes, bool binary);
/// Nullopt for what is not Base64 (RFC 4648 section 4, with padding).
std::optional<std::string> decode_base64(const std::string &text);

} // namespace callbooth::control
