// SPDX-License-Identifier: MIT
#include "net/tls/certificates.hpp"

#include <ctime>
#include <utility>

#include <callbooth/error.hpp>
#include <fmt/chrono.h>

namespace callbooth::net {

namespace {

using std::chrono::system_clock;

constexpr std::chrono::hours day{24};
constexpr std::chrono::minutes look_again{1}; // some file systems do not tell of changes, and addresses come and go
constexpr std::chrono::hours short_rest{14 * 24};
constexpr std::chrono::milliseconds between_files{500}; // two files are replaced one after the other

CertificatePaths paths_of(const config::HttpSection &section) {
    if (section.self_signed)
        return keep_self_signed(self_signed_folder(), system_clock::now());
    return {section.certificate, section.key_file()};
}

std::string date(system_clock::time_point time) {
    return fmt::format("{:%Y-%m-%d}", fmt::gmtime(system_clock::to_time_t(time)));
}

} // namespace

Certificates::Certificates(const config::HttpSection &section, Log log)
    : self_signed_(section.self_signed), log_(std::move(log)), paths_(paths_of(section)), current_(load()) {
    auto *context = g_main_context_get_thread_default();
    for (const auto &path : {paths_.certificate, paths_.key})
        watches_.emplace_back(path, [this, context] {
            settling_ = Source::after(
                between_files, [this] { refresh(); }, context);
        });
    const auto keep_doing = [context](std::chrono::milliseconds interval, auto function) {
        return Source::every(
            interval,
            [function] {
                function();
                return true;
            },
            context);
    };
    regularly_ = keep_doing(look_again, [this] { refresh(); });
    daily_ = keep_doing(day, [this] { warn_of_expiry(); });
    announce();
}

std::shared_ptr<const TlsCredentials> Certificates::load() const {
    const auto read = config::read_certificate(paths_.certificate, paths_.key);
    if (const auto *problem = std::get_if<config::CertificateProblem>(&read))
        throw Error(problem->message);
    return std::make_shared<const TlsCredentials>(std::get<config::CertificatePem>(read));
}

void Certificates::publish(Metrics &metrics) {
    number_ =
        metrics.gauge({"callbooth_certificate_expires_seconds", "when the certificate expires, in seconds since 1970"},
                      [this] { return static_cast<double>(system_clock::to_time_t(current_->expires())); });
}

void Certificates::reload() {
    complaint_.clear(); // is logged again
    if (!refresh() && complaint_.empty())
        log_(Level::info,
             fmt::format("the certificate has not changed; it is good until {}", date(current_->expires())));
}

bool Certificates::refresh() {
    try {
        if (self_signed_)
            keep_self_signed(self_signed_folder(), system_clock::now());
        auto next = load();
        complaint_.clear();
        if (next->chain() == current_->chain())
            return false;
        current_ = std::move(next);
        log_(Level::info,
             fmt::format("new connections use the new certificate, which is good until {}", date(current_->expires())));
        announce();
        return true;
    } catch (const Error &e) {
        complain(e.what());
        return false;
    }
}

void Certificates::complain(const std::string &problem) {
    if (std::exchange(complaint_, problem) != problem)
        log_(Level::error, fmt::format("the new certificate is not used, the one from before stays: {}", problem));
}

void Certificates::announce() const {
    if (self_signed_)
        log_(Level::info, fmt::format("the certificate is self-signed: booths trust it with ca-file = '{}'; SHA-256 {}",
                                      paths_.certificate, current_->fingerprint()));
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
