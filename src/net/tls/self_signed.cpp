// SPDX-License-Identifier: MIT
#include "net/tls/self_signed.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>
#include <string_view>
#include <unistd.h>
#include <vector>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

namespace callbooth::net {

namespace {

using std::chrono::hours;
using std::chrono::system_clock;

constexpr hours lifetime{24 * 397}; // some clients accept no longer one
constexpr hours renewal{24 * 30};   // before it expires
constexpr hours head_start{24};     // clients whose clock is late accept it, too
constexpr size_t most_names = 64;   // of hosts and addresses, with former ones

/// This program did not exist before: a clock that stands there has not been set since the machine was switched on.
constexpr std::chrono::sys_days earliest{std::chrono::year{2025} / 1 / 1};

/// Throws Error for what GnuTLS calls a failure.
int must(int code) {
    if (code < 0)
        throw Error(fmt::format("cannot make a self-signed certificate: {}", gnutls_strerror(code)));
    return code;
}

struct Key {
    Key() { must(gnutls_x509_privkey_init(&raw)); }
    Key(const Key &) = delete;
    Key &operator=(const Key &) = delete;
    ~Key() { gnutls_x509_privkey_deinit(raw); }
    gnutls_x509_privkey_t raw = nullptr;
};

struct Certificate {
    Certificate() { must(gnutls_x509_crt_init(&raw)); }
    Certificate(const Certificate &) = delete;
    Certificate &operator=(const Certificate &) = delete;
    ~Certificate() { gnutls_x509_crt_deinit(raw); }
    gnutls_x509_crt_t raw = nullptr;
};

std::vector<std::string> hosts_of_machine() {
    std::vector<std::string> names{"localhost"};
    std::array<char, HOST_NAME_MAX + 1> name{};
    if (gethostname(name.data(), name.size() - 1) != 0 || std::string_view(name.data()) == names[0])
        return names;
    names.emplace_back(name.data());
    if (names.back().find('.') == std::string::npos)
        names.push_back(names.back() + ".local"); // mDNS
    return names;
}

/// In network byte order, as certificates hold them.
std::vector<std::string> addresses_of_machine() {
    std::vector<std::string> addresses;
    ifaddrs *raw = nullptr;
    if (getifaddrs(&raw) != 0)
        return addresses;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> list(raw, freeifaddrs);
    for (const auto *one = raw; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0)
            continue;
        if (one->ifa_addr->sa_family == AF_INET) {
            const auto &address = reinterpret_cast<const sockaddr_in *>(one->ifa_addr)->sin_addr;
            addresses.emplace_back(reinterpret_cast<const char *>(&address), sizeof address);
        } else if (one->ifa_addr->sa_family == AF_INET6) {
            const auto &address = reinterpret_cast<const sockaddr_in6 *>(one->ifa_addr)->sin6_addr;
            if (!IN6_IS_ADDR_LINKLOCAL(&address)) // means nothing without an interface
                addresses.emplace_back(reinterpret_cast<const char *>(&address), sizeof address);
        }
    }
    return addresses;
}

/// Whether clients may be expected to use it as a name. Other addresses of IPv6 change with the provider's prefix, or
/// every day: a certificate that follows them would have to be trusted anew each time.
bool is_lasting(const std::string &address) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(address[i]); };
    if (address.size() == sizeof(in_addr))
        return byte(0) != 169 || byte(1) != 254; // link-local: given up as soon as there is a better one
    return (byte(0) & 0xfe) == 0xfc;             // unique local, RFC 4193
}

void add_names(gnutls_x509_crt_t certificate, const MachineNames &machine) {
    const auto add = [&](gnutls_x509_subject_alt_name_t type, const std::string &value) {
        must(gnutls_x509_crt_set_subject_alt_name(certificate, type, value.data(), static_cast<unsigned>(value.size()),
                                                  GNUTLS_FSAN_APPEND));
    };
    for (const auto &name : machine.hosts)
        add(GNUTLS_SAN_DNSNAME, name);
    for (const auto &address : machine.addresses)
        add(GNUTLS_SAN_IPADDRESS, address);
    const auto &names = machine.hosts;
    const std::string common = fmt::format("Callbooth on {}", names.size() > 1 ? names[1] : names[0]).substr(0, 64);
    must(gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common.data(),
                                       static_cast<unsigned>(common.size())));
}

MachineNames names_in(gnutls_x509_crt_t certificate) {
    MachineNames names;
    std::array<char, 256> buffer{}; // longer ones are none of ours
    for (unsigned i = 0;; ++i) {
        size_t size = buffer.size();
        const int type = gnutls_x509_crt_get_subject_alt_name(certificate, i, buffer.data(), &size, nullptr);
        if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            return names;
        if (type == GNUTLS_SAN_DNSNAME)
            names.hosts.emplace_back(buffer.data(), size);
        else if (type == GNUTLS_SAN_IPADDRESS)
            names.addresses.emplace_back(buffer.data(), size);
    }
}

bool contains(const std::vector<std::string> &list, const std::string &one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

bool covers(const MachineNames &named, const MachineNames &machine) {
    const auto in = [](const auto &list) { return [&list](const auto &one) { return contains(list, one); }; };
    return std::all_of(machine.hosts.begin(), machine.hosts.end(), in(named.hosts)) &&
           std::all_of(machine.addresses.begin(), machine.addresses.end(),
                       [&](const auto &address) { return !is_lasting(address) || contains(named.addresses, address); });
}

/// A machine that goes to and fro between two networks needs no new certificate each time.
void add_former(std::vector<std::string> &names, const std::vector<std::string> &former) {
    for (const auto &name : former)
        if (names.size() < most_names && !contains(names, name))
            names.push_back(name);
}

void add_serial(gnutls_x509_crt_t certificate) {
    std::array<unsigned char, 16> serial{};
    must(gnutls_rnd(GNUTLS_RND_NONCE, serial.data(), serial.size()));
    serial[0] &= 0x7f; // a positive number
    must(gnutls_x509_crt_set_serial(certificate, serial.data(), serial.size()));
}

template <class Object, class Export> std::string pem_of(Object object, Export *function) {
    gnutls_datum_t data{};
    must(function(object, GNUTLS_X509_FMT_PEM, &data));
    std::string text(reinterpret_cast<char *>(data.data), data.size);
    gnutls_free(data.data);
    return text;
}

config::CertificatePem make(system_clock::time_point now, const MachineNames &machine) {
    const Key key;
    const Certificate certificate;
    must(gnutls_x509_privkey_generate(key.raw, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
    auto *raw = certificate.raw;
    must(gnutls_x509_crt_set_version(raw, 3));
    must(gnutls_x509_crt_set_activation_time(raw, system_clock::to_time_t(now - head_start)));
    must(gnutls_x509_crt_set_expiration_time(raw, system_clock::to_time_t(now + lifetime)));
    add_serial(raw);
    add_names(raw, machine);
    must(gnutls_x509_crt_set_basic_constraints(raw, 0, -1));
    must(gnutls_x509_crt_set_key_usage(raw, GNUTLS_KEY_DIGITAL_SIGNATURE));
    must(gnutls_x509_crt_set_key_purpose_oid(raw, GNUTLS_KP_TLS_WWW_SERVER, 0));
    must(gnutls_x509_crt_set_key(raw, key.raw));
    must(gnutls_x509_crt_sign2(raw, raw, key.raw, GNUTLS_DIG_SHA256, 0));
    return {pem_of(raw, gnutls_x509_crt_export2), pem_of(key.raw, gnutls_x509_privkey_export2)};
}

void write(const std::string &path, const std::string &text, int mode) {
    Handle<GError> error;
    if (g_file_set_contents_full(path.c_str(), text.c_str(), static_cast<gssize>(text.size()),
                                 G_FILE_SET_CONTENTS_CONSISTENT, mode, Out(error)) == FALSE)
        throw Error(fmt::format("cannot keep the self-signed certificate: {}", error->message));
}

/// Whether clients accept its dates, now and for a while.
bool lasts(gnutls_x509_crt_t certificate, system_clock::time_point now) {
    return gnutls_x509_crt_get_activation_time(certificate) <= system_clock::to_time_t(now) &&
           gnutls_x509_crt_get_expiration_time(certificate) > system_clock::to_time_t(now + renewal);
}

/// Whether `chain` is still good. Where it is not, `machine` gets its names, as long as those are not old.
bool fits(const std::string &chain, system_clock::time_point now, MachineNames &machine) {
    const Certificate certificate;
    const gnutls_datum_t pem{reinterpret_cast<unsigned char *>(const_cast<char *>(chain.data())),
                             static_cast<unsigned>(chain.size())};
    if (gnutls_x509_crt_import(certificate.raw, &pem, GNUTLS_X509_FMT_PEM) != GNUTLS_E_SUCCESS)
        return false;
    const bool clock_is_set = now >= earliest;
    if (clock_is_set && !lasts(certificate.raw, now))
        return false;
    const auto named = names_in(certificate.raw);
    if (covers(named, machine))
        return true;
    add_former(machine.hosts, named.hosts);
    add_former(machine.addresses, named.addresses);
    return false;
}

} // namespace

MachineNames names_of_machine() { return {hosts_of_machine(), addresses_of_machine()}; }

CertificatePaths keep_self_signed(const std::string &folder, system_clock::time_point now, MachineNames machine) {
    CertificatePaths paths{folder + "/certificate.pem", folder + "/private-key.pem"};
    const auto kept = config::read_certificate(paths.certificate, paths.key);
    if (const auto *pem = std::get_if<config::CertificatePem>(&kept); pem && fits(pem->chain, now, machine))
        return paths;
    std::error_code ignored; // the files cannot be written then, and say why
    std::filesystem::create_directories(folder, ignored);
    const auto fresh = make(now, machine);
    write(paths.key, fresh.key, 0600);
    write(paths.certificate, fresh.chain, 0644);
    return paths;
}

std::string self_signed_folder() {
    const char *systemd = std::getenv("STATE_DIRECTORY");
    return (systemd != nullptr ? std::string(systemd) : std::string(g_get_user_state_dir()) + "/callbooth") + "/tls";
}

} // namespace callbooth::net
