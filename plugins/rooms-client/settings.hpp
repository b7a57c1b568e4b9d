// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <callbooth/property.hpp>

namespace callbooth::rooms_client {

struct Settings {
    std::string url;
    std::string room;
    std::string link;
    std::string token;
    bool call_again = true;
    double silence = 15;
    double reconnect_min = 0.5;
    double reconnect_max = 30;
    bool verify_tls = true;
    std::string ca_file;
};

inline const Property<Settings> properties[] = {
    {.name = "url",
     .field = &Settings::url,
     .doc = "address of the server's rooms, ws://127.0.0.1:8080/rooms",
     .required = true,
     .own = {"rooms", "ws"}},
    {.name = "room", .field = &Settings::room, .doc = "id of the room to join; empty: creates one, and waits in it"},
    {.name = "link",
     .field = &Settings::link,
     .doc = "address of a page that joins our room, with {room} for its id, as in "
            "'https://chat.example/rooms.html?room={room}'; is shown as text and QR code"},
    {.name = "token",
     .field = &Settings::token,
     .doc = "a secret of at least 16 characters: our room and its link are the same whenever we create it; a "
            "random one when empty, for as long as the program runs",
     .secret = true},
    {.name = "call-again",
     .field = &Settings::call_again,
     .doc = "call again in the room that we have joined when a call has ended, unless we ended it"},
    {.name = "silence",
     .field = &Settings::silence,
     .doc = "seconds without a sign of life of the server after which we connect again",
     .min = 2,
     .max = 300},
    {.name = "reconnect-min",
     .field = &Settings::reconnect_min,
     .doc = "seconds before the first attempt to connect or call again; doubles with each failure",
     .min = 0.01,
     .max = 3600},
    {.name = "reconnect-max",
     .field = &Settings::reconnect_max,
     .doc = "seconds between two attempts to connect or call, at the most",
     .min = 0.01,
     .max = 3600},
    {.name = "verify-tls",
     .field = &Settings::verify_tls,
     .doc = "refuse a wss:// server whose certificate is not trusted; false is for development only"},
    {.name = "ca-file",
     .field = &Settings::ca_file,
     .doc = "a PEM file: trust only the certificates in it, whatever name they are for, and those they have signed; "
            "empty: the system's"},
};

} // namespace callbooth::rooms_client
