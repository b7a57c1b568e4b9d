// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth::net {

struct HeadLimits {
    size_t head = 16384;           ///< bytes, with the empty line at its end
    size_t target = 8192;          ///< bytes
    size_t fields = 100;           ///< header lines
    size_t body = size_t{1} << 20; ///< bytes
};

/// Why a request is refused; each has an answer and a label in the metrics.
enum class Refusal : uint8_t {
    line,   ///< the request line, or a line that does not end with CRLF
    method, ///< one that no server here knows
    target, ///< not a path, or characters that no URL has
    long_target,
    version, ///< neither HTTP/1.0 nor HTTP/1.1
    field,   ///< a header line that is not `name: value`
    long_head,
    host,    ///< none, several, or not a host
    length,  ///< Content-Length is not one plain number, or stands beside Transfer-Encoding
    coding,  ///< a Transfer-Encoding other than chunked
    chunked, ///< a chunked body that is not empty
    long_body,
    expectation, ///< one other than 100-continue
    no_room,     ///< too many bodies are under way
};
constexpr size_t refusal_count = static_cast<size_t>(Refusal::no_room) + 1;

struct RefusalAnswer {
    int status;
    const char *phrase; ///< of the status, RFC 9110 section 15
    const char *text;   ///< the body, one line
    const char *label;  ///< in the metrics
};
const RefusalAnswer &answer_to(Refusal refusal);
/// The bytes of an answer that ends its connection. `retry`: the same may work in a few seconds.
std::string short_answer(int status, const char *phrase, std::string_view text, bool retry);

/// The head of one request (RFC 9112), read so strictly that no two readers differ on it: one Host, one plain
/// Content-Length, no folded lines, no bare CR or LF, no NUL. The views point into the text that was read.
struct RequestHead {
    struct Field {
        std::string_view name;
        std::string_view value;
    };

    std::string_view method;
    std::string_view target; ///< origin form, begins with '/'
    std::string_view host;   ///< with the port, if any; empty in HTTP/1.0 without one
    std::vector<Field> fields;
    size_t content_length = 0;
    bool chunked = false;          ///< a body that must turn out to be empty follows
    bool keep_alive = true;        ///< another request may follow
    bool expects_continue = false; ///< the client waits for 100 before it sends the body

    /// The first field of this name, compared without case.
    std::optional<std::string_view> field(std::string_view name) const;
    /// Fields of this name.
    size_t count(std::string_view name) const;
    /// Whether a comma-separated field such as Connection has this element, compared without case.
    bool lists(std::string_view name, std::string_view element) const;
};

/// RFC 9110 section 5.6.2.
bool is_token(std::string_view text);
/// Without the spaces and tabs around it.
std::string_view trim(std::string_view text);
/// Of ASCII letters.
bool equal_without_case(std::string_view a, std::string_view b);

/// Finds the end of a head in bytes that come in pieces, looking at each byte once.
class HeadScan {
public:
    enum class Found : uint8_t { nothing_yet, end, broken_line };
    /// `bytes`: all that came since the head began.
    Found look(std::string_view bytes);
    /// Of the head, once its end was found.
    size_t size() const { return looked_; }
    bool in_first_line() const { return line_ == 0; }

private:
    size_t line_ = 0; ///< where the last line begins
    size_t looked_ = 0;
};

/// Reads a whole head, its empty line included.
std::optional<Refusal> read_head(std::string_view text, const HeadLimits &limits, RequestHead &head);

} // namespace callbooth::net
