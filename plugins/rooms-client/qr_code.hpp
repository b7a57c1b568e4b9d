// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace callbooth {

/// The QR code (ISO/IEC 18004) of a link, as the status board has it and `qr_text` takes it. Throws Error when the link
/// is too long for one. Of the plugins `rooms-client` and `remote-control`.
std::string qr_code(const std::string &link);

} // namespace callbooth
