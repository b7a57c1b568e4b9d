// SPDX-License-Identifier: MIT
#include "config/check/http_check.hpp"

#include "config/check/certificate.hpp"
#include <callbooth/util/networks.hpp>
#include <fmt/format.h>

namespace callbooth::config {
namespace {

constexpr const char *how_to_tls =
    "a server speaks TLS with 'certificate' and 'private-key', or with 'self-signed = true'";

At position(const HttpSection &http, std::string_view key) {
    const auto found = http.positions.find(key);
    return found == http.positions.end() ? http.at : found->second;
}

void check_certificate(const HttpSection &http, Diagnostics &diagnostics) {
    const auto read = read_certificate(http.certificate, http.key_file());
    const auto *problem = std::get_if<CertificateProblem>(&read);
    if (!problem)
        return;
    const bool has_key = !http.private_key.empty();
    const std::string hint = problem->with_key && !has_key
                                 ? "without 'private-key' it has to stand in the file of the certificate"
                                 : problem->hint;
    diagnostics.error(position(http, problem->with_key && has_key ? "private-key" : "certificate"), problem->message,
                      hint);
}

void check_proxies(const HttpSection &http, Diagnostics &diagnostics) {
    for (const auto &network : http.trusted_proxies)
        if (!Networks::is_network(network))
            diagnostics.error(position(http, "trusted-proxies"),
                              fmt::format("'{}' in 'trusted-proxies' is no network", network),
                              "a network is an address and the bits that count, as in 10.0.0.0/8 or fd00::/8; the "
                              "others are zero. An address alone is one machine");
}

/// Of a server without TLS.
void check_https_only(const HttpSection &http, std::string_view key, std::string_view purpose,
                      Diagnostics &diagnostics) {
    if (http.positions.contains(key))
        diagnostics.error(position(http, key),
                          fmt::format("'{}' {} HTTPS, which this server does not speak", key, purpose), how_to_tls);
}

} // namespace

void check_http(const HttpSection &http, bool complete, Diagnostics &diagnostics) {
    const bool given = !http.certificate.empty();
    check_proxies(http, diagnostics);
    if (given && http.self_signed)
        diagnostics.error(position(http, "self-signed"), "'self-signed' makes no sense beside 'certificate'",
                          "use one of them");
    if (!http.private_key.empty() && !given)
        diagnostics.error(position(http, "private-key"), "'private-key' needs 'certificate'", how_to_tls);
    if (given)
        check_certificate(http, diagnostics);
    if (http.secure() || !complete)
        return;
    check_https_only(http, "redirect-port", "leads to", diagnostics);
    check_https_only(http, "hsts", "asks browsers to use", diagnostics);
}

} // namespace callbooth::config
