// SPDX-License-Identifier: MIT
#include "cli/process_memory.hpp"

#include <cerrno>
#include <malloc.h>
#include <sys/random.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

/// In the place of GnuTLS's own, which makes a generator for each thread that asks and keeps it when the thread is
/// gone. libnice asks in a new thread for each connection; what stayed, 200 bytes here and there, held a page of the
/// heap each. The kernel keeps nothing. Libraries find this one first because the program exports it.
extern "C" int gnutls_rnd(gnutls_rnd_level_t /*level*/, void *data, size_t size) {
    for (auto *at = static_cast<char *>(data); size > 0;) {
        const ssize_t drawn = getrandom(at, size, 0);
        if (drawn < 0 && errno == EINTR)
            continue;
        if (drawn <= 0)
            return GNUTLS_E_RANDOM_FAILED;
        at += drawn;
        size -= static_cast<size_t>(drawn);
    }
    return GNUTLS_E_SUCCESS;
}

namespace callbooth {

void limit_heap_growth() {
    // Every call starts threads, and with an arena for each of them memory only grows.
    mallopt(M_ARENA_MAX, 1);
}

} // namespace callbooth
