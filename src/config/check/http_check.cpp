// SPDX-License-Identifier: MIT
#include "config/check/http_check.hpp"

#include "config/check/certificate.hpp"

namespace callbooth::config {
namespace {

constexpr const char *how_to_tls =
    "a server speaks TLS with 'certificate' and 'private-key', or with 'self-signed = true'";

void check_certificate(const HttpSection &http, Diagnostics &diagnostics) {
    const auto read = read_certificate(http.certificate.value, http.key_file());
    const auto *problem = std::get_if<CertificateProblem>(&read);
    if (!problem)
        return;
    const bool has_key = !http.private_key.value.empty();
    const std::string hint = problem->with_key && !has_key
                                 ? "without 'private-key' it has to stand in the file of the certificate"
                                 : problem->hint;
    diagnostics.error(problem->with_key && has_key ? http.private_key.at : http.certificate.at, problem->message, hint);
}

} // namespace

void check_http(const HttpSection &http, bool complete, Diagnostics &diagnostics) {
    const bool given = !http.certificate.value.empty();
    if (given && http.self_signed.value)
        diagnostics.error(http.self_signed.at, "'self-signed' makes no sense beside 'certificate'", "use one of them");
    if (!http.private_key.value.empty() && !given)
        diagnostics.error(http.private_key.at, "'private-key' needs 'certificate'", how_to_tls);
    if (given)
        check_certificate(http, diagnostics);
    if (http.secure() || !complete)
        return;
    if (http.redirect_port)
        diagnostics.error(http.redirect_port->at, "'redirect-port' leads to HTTPS, which this server does not speak",
                          how_to_tls);
    if (http.hsts)
        diagnostics.error(http.hsts->at, "'hsts' asks browsers to use HTTPS, which this server does not speak",
                          how_to_tls);
}

} // namespace callbooth::config
