// SPDX-License-Identifier: MIT
/// The answer to "is there a partner?". The first line is the status, the second our own id, the rest the body.
#include "find/search.hpp"
#include "fuzz.hpp"
#include <callbooth/util/glib.hpp>

namespace callbooth {
template <> struct HandleTraits<GRegex> {
    static void free(GRegex *p) { g_regex_unref(p); }
};
} // namespace callbooth

namespace callbooth::fuzz {

void run(std::string_view bytes) {
    // As the peerjs client has it.
    static const Handle<GRegex> pattern(
        g_regex_new(R"(\A[A-Za-z0-9]+(?:[ _-][A-Za-z0-9]+)*\z)", G_REGEX_RAW, GRegexMatchFlags{}, nullptr));
    Input input(bytes);
    const auto status = static_cast<unsigned>(std::strtoul(std::string(input.line()).c_str(), nullptr, 10));
    const auto own_id = input.line();
    const auto body = input.rest().substr(0, 512);
    const auto answer = find::judge(status, body, own_id);
    const bool fits = g_regex_match_full(pattern.get(), body.data(), static_cast<gssize>(body.size()), 0,
                                         GRegexMatchFlags{}, nullptr, nullptr) != FALSE;
    const bool expected = status == 200 && fits && body.size() <= 128 && body != own_id;
    const auto *found = std::get_if<find::Found>(&answer);
    require((found != nullptr) == expected, "a partner is found when the server names a possible one, and only then");
    require(!found || found->peer == body, "the partner is who the server named");
    find::Search search(std::chrono::milliseconds(1000), std::chrono::milliseconds(30000));
    for (int i = 0; i < 20; ++i) {
        const auto wait = search.wait_after(answer, i / 20.0).count();
        require(wait >= 750 && wait <= 37500, "the next question is neither at once nor never");
    }
}

} // namespace callbooth::fuzz
