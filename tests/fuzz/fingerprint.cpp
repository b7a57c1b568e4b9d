// SPDX-License-Identifier: MIT
/// `a=fingerprint` of a description, held against a certificate; and a certificate held against a fingerprint.
#include "media/connection/fingerprint.hpp"

#include <cctype>
#include <iterator>

#include "fuzz.hpp"
#include "media/connection/certificate.hpp"

namespace callbooth::fuzz {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) {
        return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
    });
    return result;
}

/// What counts of a PEM: neither white space nor dashes.
std::string base64(std::string_view text) {
    std::string result;
    std::copy_if(text.begin(), text.end(), std::back_inserter(result), [](unsigned char c) {
        return (c < 0x80 && std::isalnum(c) != 0) || c == '+' || c == '/' || c == '=';
    });
    return result;
}

} // namespace

void run(std::string_view input) {
    const std::string text(input);
    const bool right = std::any_of(test::fingerprints.begin(), test::fingerprints.end(),
                                   [&](const char *one) { return lower(one) == lower(text); });
    require(media::certificate_matches(test::certificate, {media::parse_fingerprint(text)}) == right,
            "a certificate has its own fingerprints and no other");
    // Without its labels, and without its end, where some bits do not count.
    static const std::string body = base64(test::certificate).substr(16, 500);
    if (media::certificate_matches(text, {media::parse_fingerprint(test::fingerprints[2])}))
        require(base64(input).find(body) != std::string::npos, "no other certificate has the fingerprint");
}

} // namespace callbooth::fuzz
