// SPDX-License-Identifier: MIT
#include "net/tls/tls_session.hpp"

#include <array>
#include <cerrno>

#include <callbooth/error.hpp>
#include <fmt/format.h>
#include <gnutls/x509.h>

namespace callbooth::net {

namespace {

constexpr const char *protocols = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE";

gnutls_datum_t datum(const std::string &text) {
    return {reinterpret_cast<unsigned char *>(const_cast<char *>(text.data())), static_cast<unsigned>(text.size())};
}

struct Identity {
    std::chrono::system_clock::time_point expires;
    std::string fingerprint;
};

Identity identity_of(const std::string &chain) {
    gnutls_x509_crt_t certificate = nullptr;
    gnutls_x509_crt_init(&certificate);
    const auto pem = datum(chain);
    std::array<unsigned char, 32> hash{};
    size_t size = hash.size();
    gnutls_x509_crt_import(certificate, &pem, GNUTLS_X509_FMT_PEM);
    gnutls_x509_crt_get_fingerprint(certificate, GNUTLS_DIG_SHA256, hash.data(), &size);
    Identity identity{std::chrono::system_clock::from_time_t(gnutls_x509_crt_get_expiration_time(certificate)), {}};
    gnutls_x509_crt_deinit(certificate);
    for (const auto byte : hash)
        identity.fingerprint += fmt::format("{}{:02X}", identity.fingerprint.empty() ? "" : ":", byte);
    return identity;
}

bool is_pause(int code) { return code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED; }

} // namespace

TlsCredentials::TlsCredentials(const config::CertificatePem &pem) : chain_(pem.chain) {
    gnutls_certificate_allocate_credentials(&credentials_);
    const auto chain = datum(pem.chain);
    const auto key = datum(pem.key);
    const int code = gnutls_certificate_set_x509_key_mem2(credentials_, &chain, &key, GNUTLS_X509_FMT_PEM, nullptr, 0);
    if (code < 0) {
        gnutls_certificate_free_credentials(credentials_);
        throw Error(fmt::format("TLS cannot use the certificate: {}", gnutls_strerror(code)));
    }
    gnutls_priority_init(&priorities_, protocols, nullptr);
    gnutls_session_ticket_key_generate(&ticket_key_);
    auto identity = identity_of(pem.chain);
    expires_ = identity.expires;
    fingerprint_ = std::move(identity.fingerprint);
}

TlsCredentials::~TlsCredentials() {
    gnutls_certificate_free_credentials(credentials_);
    gnutls_priority_deinit(priorities_);
    gnutls_free(ticket_key_.data);
}

TlsSession::TlsSession(int fd, std::shared_ptr<const TlsCredentials> credentials)
    : credentials_(std::move(credentials)) {
    gnutls_init(&session_, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
    gnutls_priority_set(session_, credentials_->priorities_);
    gnutls_credentials_set(session_, GNUTLS_CRD_CERTIFICATE, credentials_->credentials_);
    gnutls_certificate_server_set_request(session_, GNUTLS_CERT_IGNORE);
    gnutls_session_ticket_enable_server(session_, &credentials_->ticket_key_);
    static unsigned char http[] = "http/1.1";
    const gnutls_datum_t protocol{http, sizeof http - 1};
    gnutls_alpn_set_protocols(session_, &protocol, 1, 0);
    gnutls_transport_set_int(session_, fd);
}

TlsSession::~TlsSession() { gnutls_deinit(session_); }

TlsSession::Step TlsSession::handshake() {
    do
        failure_ = gnutls_handshake(session_);
    while (failure_ == GNUTLS_E_INTERRUPTED || failure_ == GNUTLS_E_WARNING_ALERT_RECEIVED);
    if (failure_ == GNUTLS_E_SUCCESS)
        return Step::done;
    if (failure_ == GNUTLS_E_AGAIN)
        return gnutls_record_get_direction(session_) == 0 ? Step::wants_input : Step::wants_room;
    gnutls_alert_send_appropriate(session_, failure_);
    return Step::failed;
}

ssize_t TlsSession::read(char *buffer, size_t size) {
    size_t filled = 0;
    while (filled < size) {
        const ssize_t got = gnutls_record_recv(session_, buffer + filled, size - filled);
        if (got > 0) {
            filled += static_cast<size_t>(got);
            continue;
        }
        if (got == GNUTLS_E_INTERRUPTED || got == GNUTLS_E_WARNING_ALERT_RECEIVED)
            continue;
        if (filled > 0)
            break; // the end, or the trouble, comes again
        if (got == 0 || got == GNUTLS_E_PREMATURE_TERMINATION)
            return 0;
        errno = got == GNUTLS_E_AGAIN ? EAGAIN : ECONNRESET;
        return -1;
    }
    return static_cast<ssize_t>(filled);
}

ssize_t TlsSession::write(const char *data, size_t size) {
    const ssize_t sent = gnutls_record_send(session_, data, size);
    if (sent >= 0)
        return sent;
    errno = is_pause(static_cast<int>(sent)) ? EAGAIN : ECONNRESET;
    return -1;
}

void TlsSession::say_goodbye() { gnutls_bye(session_, GNUTLS_SHUT_WR); }

} // namespace callbooth::net
