// SPDX-License-Identifier: MIT
#include "net/certificates.hpp"

#include <ctime>

#include <callbooth/error.hpp>
#include <fmt/chrono.h>

namespace callbooth::net {

namespace {

using std::chrono::system_clock;

constexpr std::chrono::hours day{24};
constexpr std::chrono::hours short_rest{14 * 24};
constexpr std::chrono::milliseconds between_files{500}; // two files are replaced one after the other

CertificatePaths paths_of(const spec::HttpSection &section) {
    if (section.self_signed.value)
        return keep_self_signed(self_signed_folder(), system_clock::now());
    return {section.certificate.value, section.key_file()};
}

std::string date(system_clock::time_point time) {
    return fmt::format("{:%Y-%m-%d}", fmt::gmtime(system_clock::to_time_t(time)));
}

} // namespace

Certificates::Certificates(const spec::HttpSection &section, Log log)
    : self_signed_(section.self_signed.value), log_(std::move(log)), paths_(paths_of(section)), current_(load()) {
    for (const auto &path : {paths_.certificate, paths_.key})
        watches_.emplace_back(path, [this] {
            settling_ = Source::after(
                between_files, [this] { reload(); }, g_main_context_get_thread_default());
        });
    daily_ = Source::every(
        day,
        [this] {
            look_after();
            return true;
        },
        g_main_context_get_thread_default());
    if (self_signed_)
        log_(Level::info, fmt::format("the certificate is self-signed: booths trust it with ca-file = '{}'; SHA-256 {}",
                                      paths_.certificate, current_->fingerprint()));
    warn_of_expiry();
}

std::shared_ptr<const TlsCredentials> Certificates::load() const {
    const auto read = spec::read_certificate(paths_.certificate, paths_.key);
    if (const auto *problem = std::get_if<spec::CertificateProblem>(&read))
        throw Error(problem->message);
    return std::make_shared<const TlsCredentials>(std::get<spec::CertificatePem>(read));
}

void Certificates::reload() {
    try {
        auto next = load();
        if (next->fingerprint() == current_->fingerprint())
            return;
        current_ = std::move(next);
        log_(Level::info,
             fmt::format("new connections use the new certificate, which is good until {}", date(current_->expires())));
        warn_of_expiry();
    } catch (const Error &e) {
        log_(Level::error, fmt::format("the new certificate is not used, the one from before stays: {}", e.what()));
    }
}

void Certificates::look_after() {
    try {
        if (self_signed_)
            keep_self_signed(self_signed_folder(), system_clock::now()); // we hear of it as of every change
    } catch (const Error &e) {
        log_(Level::error, e.what());
    }
    warn_of_expiry();
}

void Certificates::warn_of_expiry() const {
    const auto rest = current_->expires() - system_clock::now();
    if (rest < short_rest)
        log_(Level::warning,
             fmt::format("the certificate '{}' {} on {}: clients will not trust it any more", paths_.certificate,
                         rest.count() < 0 ? "expired" : "expires", date(current_->expires())));
}

} // namespace callbooth::net
