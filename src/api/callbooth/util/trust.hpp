// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <callbooth/config_check.hpp>
#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <libsoup/soup.h>

namespace callbooth {

/// Which TLS servers a client believes: those whose certificate the system trusts, unless it is told otherwise. Needs
/// libsoup-3.0.
class Trust {
public:
    Trust() = default;
    /// `verify` false: everybody. `ca_file`: a PEM file; only a server whose certificate is in it, whatever name that
    /// is for, or was signed by one that is; empty: those of the system. Throws Error that begins with `ca-file` for a
    /// file without certificates.
    Trust(bool verify, const std::string &ca_file) : verify_(verify), ca_file_(ca_file) {
        if (ca_file.empty())
            return;
        Handle<GError> error;
        database_ = Ref<GTlsDatabase>::adopt(g_tls_file_database_new(ca_file.c_str(), Out(error)));
        if (!database_)
            throw Error("ca-file: cannot use '" + ca_file + "': " + error->message);
    }

    /// For all that `session` asks from here on.
    void apply(SoupSession *session) const {
        if (database_)
            soup_session_set_tls_database(session, database_.get());
    }
    /// For one question; as long as the connection lives.
    Connection apply(SoupMessage *message) const {
        if (verify_ && ca_file_.empty())
            return {};
        using Accept = gboolean(SoupMessage *, GTlsCertificate *, GTlsCertificateFlags);
        return Connection::make<Accept>(message, "accept-certificate",
                                        [self = *this](SoupMessage *, GTlsCertificate *certificate, auto) -> gboolean {
                                            return !self.verify_ || self.contains(certificate) ? TRUE : FALSE;
                                        });
    }

private:
    /// Whether the file contains it as it is now: a server may have renewed it.
    bool contains(GTlsCertificate *certificate) const {
        GList *list = g_tls_certificate_list_new_from_file(ca_file_.c_str(), nullptr);
        bool found = false;
        for (GList *one = list; one != nullptr; one = one->next)
            found = found || g_tls_certificate_is_same(static_cast<GTlsCertificate *>(one->data), certificate) == TRUE;
        g_list_free_full(list, g_object_unref);
        return found;
    }

    bool verify_ = true;
    std::string ca_file_;
    Ref<GTlsDatabase> database_;
};

/// Tells `check` why the property `ca-file` cannot be used; empty is right.
inline void check_ca_file(ConfigCheck &check, const std::string &ca_file) {
    if (!ca_file.empty())
        check.attempt("ca-file", [&] { Trust(true, check.resolve_path(ca_file)); });
}

namespace detail {

inline std::string distrust(GTlsCertificateFlags flags) {
    if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
        return "it is for another name than that in the address";
    if ((flags & G_TLS_CERTIFICATE_EXPIRED) != 0)
        return "it has expired, or the clock is wrong";
    if ((flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
        return "it is not valid yet, or the clock is wrong";
    if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
        return "nobody who is trusted has signed it; ca-file = 'FILE' trusts the certificates in a PEM file";
    return "it is broken or revoked";
}

} // namespace detail

namespace detail {

/// In parentheses: what may be wrong with the address of a web server; empty for other schemes.
inline std::string hint_for_http(GUri *uri, const GError *error) {
    const std::string_view scheme = uri ? g_uri_get_scheme(uri) : "";
    if (scheme != "http" && scheme != "https")
        return {};
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
        return " (nothing listens there: is the port right, and does the server run?)";
    if (error->domain == G_RESOLVER_ERROR)
        return " (is the name of the host right, and is there a network?)";
    if (scheme == "https")
        return error->domain == G_TLS_ERROR ? " (if the server has no TLS, the address begins with http://)" : "";
    const bool is_cut = g_error_matches(error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
                        g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
                        error->domain == SOUP_SESSION_ERROR;
    return is_cut ? " (if the server has TLS, the address begins with https://)" : "";
}

} // namespace detail

/// What went wrong with `message`, in words that help where the certificate is to blame.
inline std::string explain(SoupMessage *message, const GError *error) {
    if (!g_error_matches(error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
        return error->message + detail::hint_for_http(soup_message_get_uri(message), error);
    return "its certificate is not trusted: " + detail::distrust(soup_message_get_tls_peer_certificate_errors(message));
}

} // namespace callbooth
