// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "net/tls_session.hpp"
#include <callbooth/glib.hpp>

namespace callbooth::net {

/// A connection whose TLS handshake is done, as the stream that libsoup wants. `read_already` comes first.
Ref<GIOStream> make_tls_stream(GSocketConnection *connection, std::unique_ptr<TlsSession> session,
                               std::string read_already);

/// The connection below a stream that is either its own or one of the above.
GSocketConnection *connection_of(GIOStream *stream);

/// Takes the session out of such a stream, which is then good for nothing but closing; null for a plain one.
std::unique_ptr<TlsSession> take_tls_session(GIOStream *stream);

} // namespace callbooth::net
