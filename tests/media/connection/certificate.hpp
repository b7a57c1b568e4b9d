// SPDX-License-Identifier: MIT
#pragma once

#include <array>

namespace callbooth::test {

// Made with openssl, as were its fingerprints.
inline constexpr auto certificate = "-----BEGIN CERTIFICATE-----\n"
                                    "MIIBiTCCAS+gAwIBAgIUHaR99xTkKAv3OAil7/v0LOZqEaswCgYIKoZIzj0EAwIw\n"
                                    "GTEXMBUGA1UEAwwOY2FsbGJvb3RoLXRlc3QwIBcNMjYxMTIxMDQxNjQwWhgPMjEy\n"
                                    "NjEwMjgwNDE2NDBaMBkxFzAVBgNVBAMMDmNhbGxib290aC10ZXN0MFkwEwYHKoZI\n"
                                    "zj0CAQYIKoZIzj0DAQcDQgAEr31YzY3fiyEmZ9FosCvxfEMESA9shYDvKTAtiVEu\n"
                                    "socea8LYrFj7TZ87CLEDR6o1ppOvy8NPzqMY6B1I6P4TBKNTMFEwHQYDVR0OBBYE\n"
                                    "FA5CSZGCXZdPf/VYAy5xGJlDDFvCMB8GA1UdIwQYMBaAFA5CSZGCXZdPf/VYAy5x\n"
                                    "GJlDDFvCMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgNOR5o9Zh\n"
                                    "MwYdjxJjYCafrHQScmf6qZSfi/GKBC0EquwCIQDS7+lWfe7bXQQ9F6lk/xgkvr9T\n"
                                    "uJ020MgQPXZe1EiTaQ==\n"
                                    "-----END CERTIFICATE-----\n";

/// With every hash that SDP may name.
inline constexpr std::array fingerprints = {
    "sha-1 BA:51:25:37:64:9B:22:92:FC:CF:6E:85:11:43:89:18:51:1A:C5:E8",
    "sha-224 02:80:04:67:8B:B1:FE:34:75:B7:4F:8A:EE:10:7F:75:B6:9D:8E:CA:62:24:98:0C:DE:C3:23:A1",
    "sha-256 F5:9A:ED:71:C8:0A:50:34:9E:9B:B6:1C:E4:E7:A4:64:55:FE:58:C6:54:8B:5D:ED:6D:C5:82:D9:24:0E:8A"
    ":8E",
    "sha-384 1C:89:B4:D6:B4:0A:61:3D:A4:B0:8A:22:24:D8:F5:E7:43:C9:5E:A3:0D:CB:C9:06:7F:8B:64:62:35:09:FD"
    ":3E:69:CB:D6:8E:35:F4:70:76:F1:75:89:D3:58:42:AC:3F",
    "sha-512 23:39:A4:60:A1:0C:07:19:01:56:7E:1E:A5:EF:63:AC:F9:63:9F:5C:0E:47:32:B9:50:E2:78:A7:B1:9C:AB"
    ":55:74:BF:51:68:4E:CD:79:75:CF:A2:07:11:B4:91:CB:47:A4:06:BE:2F:B7:95:CF:3D:28:82:7B:1D:9D:58:AD:AC",
};

} // namespace callbooth::test
