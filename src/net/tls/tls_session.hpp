// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <sys/types.h>

#include "config/check/certificate.hpp"
#include <gnutls/gnutls.h>

namespace callbooth::net {

/// What TLS clients are shown: the certificate with its key, TLS 1.2 and 1.3. Sessions keep it alive.
class TlsCredentials {
public:
    /// Throws Error when GnuTLS does not want it.
    explicit TlsCredentials(const config::CertificatePem &pem);
    TlsCredentials(const TlsCredentials &) = delete;
    TlsCredentials &operator=(const TlsCredentials &) = delete;
    ~TlsCredentials();

    std::chrono::system_clock::time_point expires() const { return expires_; }
    /// SHA-256, as `openssl x509 -fingerprint` prints it.
    const std::string &fingerprint() const { return fingerprint_; }
    /// The certificate and those that vouch for it, as they were read.
    const std::string &chain() const { return chain_; }

private:
    friend class TlsSession;
    gnutls_certificate_credentials_t credentials_ = nullptr;
    gnutls_priority_t priorities_ = nullptr;
    gnutls_datum_t ticket_key_{};
    std::chrono::system_clock::time_point expires_;
    std::string fingerprint_;
    std::string chain_;
};

/// The server's side of TLS over a socket that does not block and belongs to somebody else. Never blocks, has no
/// thread: GIO's own TLS shakes hands in threads, of which a few hundred slow clients would take all.
class TlsSession {
public:
    TlsSession(int fd, std::shared_ptr<const TlsCredentials> credentials);
    TlsSession(const TlsSession &) = delete;
    TlsSession &operator=(const TlsSession &) = delete;
    ~TlsSession();

    enum class Step { done, wants_input, wants_room, failed };
    /// To be called again when the socket is as the step wants it.
    Step handshake();
    /// Why it failed.
    const char *failure() const { return gnutls_strerror(failure_); }

    /// As recv(2): 0 at the end, -1 with EAGAIN or ECONNRESET in errno.
    ssize_t read(char *buffer, size_t size);
    /// As send(2). After EAGAIN what is given has to begin with what was given before.
    ssize_t write(const char *data, size_t size);
    /// Bytes that can be read although the socket may have none.
    size_t pending() const { return gnutls_record_check_pending(session_); }
    /// Tells the client that nothing more comes (close_notify), when the socket has room.
    void say_goodbye();

private:
    const std::shared_ptr<const TlsCredentials> credentials_;
    gnutls_session_t session_ = nullptr;
    int failure_ = 0;
};

} // namespace callbooth::net
