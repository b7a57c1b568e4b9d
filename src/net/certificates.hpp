// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>

#include "net/log.hpp"
#include "net/self_signed.hpp"
#include "net/tls_session.hpp"
#include "spec/pipeline_file.hpp"
#include <callbooth/file_watch.hpp>

namespace callbooth::net {

/// The certificate of `[http]`, given or self-signed, as it is now: loaded again when its files change, renewed when
/// it is our own. A new one that cannot be used is reported, and the one from before stays.
class Certificates {
public:
    /// Lives on the context that is the thread's default. Throws Error when there is none that can be used.
    Certificates(const spec::HttpSection &section, Log log);
    Certificates(const Certificates &) = delete;
    Certificates &operator=(const Certificates &) = delete;

    const std::shared_ptr<const TlsCredentials> &current() const { return current_; }

private:
    std::shared_ptr<const TlsCredentials> load() const;
    void reload();
    /// Once a day: a certificate of our own is renewed, another one is missed before it expires.
    void look_after();
    void warn_of_expiry() const;

    const bool self_signed_;
    const Log log_;
    CertificatePaths paths_;
    std::shared_ptr<const TlsCredentials> current_;
    std::list<FileWatch> watches_;
    Source settling_;
    Source daily_;
};

} // namespace callbooth::net
