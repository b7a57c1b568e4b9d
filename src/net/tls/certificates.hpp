// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>

#include "config/pipeline_file.hpp"
#include "net/log.hpp"
#include "net/tls/self_signed.hpp"
#include "net/tls/tls_session.hpp"
#include <callbooth/services/metrics.hpp>
#include <callbooth/util/file_watch.hpp>

namespace callbooth::net {

/// The certificate of `[http]`, given or self-signed, as it is now: loaded again when its files change, and made anew
/// where it is our own and no longer fits. A new one that cannot be used is reported, and the one from before stays.
class Certificates {
public:
    /// Lives on the context that is the thread's default. Throws Error when there is none that can be used.
    Certificates(const config::HttpSection &section, Log log);
    Certificates(const Certificates &) = delete;
    Certificates &operator=(const Certificates &) = delete;

    const std::shared_ptr<const TlsCredentials> &current() const { return current_; }
    /// Adds when it expires. Throws Error when another one did so.
    void publish(Metrics &metrics);
    /// Looks at the files at once, and logs what came of it.
    void reload();

private:
    std::shared_ptr<const TlsCredentials> load() const;
    /// Takes the certificate from its files when it is another one; false when it is the same, or cannot be used.
    bool refresh();
    /// Logs what is wrong, once.
    void complain(const std::string &problem);
    void announce() const;
    void warn_of_expiry() const;

    const bool self_signed_;
    const Log log_;
    CertificatePaths paths_;
    std::shared_ptr<const TlsCredentials> current_;
    std::list<FileWatch> watches_;
    Source settling_;
    Source regularly_;
    Source daily_;
    std::string complaint_; ///< what was wrong when the files were looked at last
    Subscription number_;
};

} // namespace callbooth::net
