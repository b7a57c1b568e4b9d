// SPDX-License-Identifier: MIT
/// TLS for the clients of raw_client.hpp, by GnuTLS. It trusts everybody.
#pragma once

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>

#include "support/raw_client.hpp"
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

namespace callbooth::test {

class TlsWire final : public Wire {
public:
    explicit TlsWire(const char *priorities = "NORMAL") {
        gnutls_certificate_allocate_credentials(&credentials_);
        gnutls_init(&session_, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
        gnutls_priority_set_direct(session_, priorities, nullptr);
        gnutls_credentials_set(session_, GNUTLS_CRD_CERTIFICATE, credentials_);
    }
    TlsWire(const TlsWire &) = delete;
    TlsWire &operator=(const TlsWire &) = delete;
    ~TlsWire() override {
        gnutls_deinit(session_);
        gnutls_certificate_free_credentials(credentials_);
    }

    ssize_t send(int fd, const char *data, size_t size) override {
        return shake_hands(fd) ? outcome(gnutls_record_send(session_, data, size)) : -1;
    }
    ssize_t receive(int fd, char *buffer, size_t size) override {
        if (!shake_hands(fd))
            return -1;
        const ssize_t got = gnutls_record_recv(session_, buffer, size);
        said_goodbye = said_goodbye || got == 0;
        return outcome(got);
    }

    gnutls_session_t session() const { return session_; }
    bool secure() const { return done_; }
    const char *protocol() const { return gnutls_protocol_get_name(gnutls_protocol_get_version(session_)); }
    /// SHA-256 of what the server has shown.
    std::string fingerprint() const {
        unsigned count = 0;
        const auto *chain = gnutls_certificate_get_peers(session_, &count);
        std::string hash(32, '\0');
        size_t size = hash.size();
        if (chain)
            gnutls_fingerprint(GNUTLS_DIG_SHA256, chain, hash.data(), &size);
        return hash;
    }

    bool said_goodbye = false; ///< close_notify came
    int failure = 0;           ///< why it broke

private:
    bool shake_hands(int fd) {
        if (done_)
            return true;
        fcntl(fd, F_SETFL, O_NONBLOCK);
        gnutls_transport_set_int(session_, fd);
        const int code = gnutls_handshake(session_);
        done_ = code == 0;
        return done_ || outcome(code) >= 0;
    }
    /// What send(2) and recv(2) would say.
    ssize_t outcome(ssize_t code) {
        if (code >= 0)
            return code;
        const bool again = code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED;
        if (!again)
            failure = static_cast<int>(code);
        errno = again ? EAGAIN : ECONNRESET;
        return -1;
    }

    gnutls_certificate_credentials_t credentials_ = nullptr;
    gnutls_session_t session_ = nullptr;
    bool done_ = false;
};

inline std::shared_ptr<TlsWire> tls(const char *priorities = "NORMAL") { return std::make_shared<TlsWire>(priorities); }

} // namespace callbooth::test
