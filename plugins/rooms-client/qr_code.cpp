// SPDX-License-Identifier: MIT
#include "qr_code.hpp"

#include <qrencode.h>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth {

template <> struct HandleTraits<QRcode> {
    static void free(QRcode *p) { QRcode_free(p); }
};

std::string qr_code(const std::string &link) {
    const Handle<QRcode> code(QRcode_encodeString8bit(link.c_str(), 0, QR_ECLEVEL_L));
    if (!code)
        throw Error(fmt::format("link: its {} bytes do not fit into a QR code", link.size()));
    std::string modules;
    const auto size = static_cast<size_t>(code->width);
    for (size_t i = 0; i < size * size; ++i) {
        modules += i > 0 && i % size == 0 ? "/" : "";
        modules += (code->data[i] & 1) != 0 ? '1' : '0'; // the other bits say what the module is for
    }
    return modules;
}

} // namespace callbooth
