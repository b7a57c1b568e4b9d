// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <callbooth/property.hpp>

namespace callbooth::remote_control {

struct Settings {
    std::string through = "lan";
    std::string path = "/remote/";
    std::string link;
    std::string root;
    std::string name_space = "/remote";
    bool always = false;
    double idle = 900;
    double lifetime = 28800;
    double away = 300;
    std::vector<std::string> except = {"quit"};
    double requests_per_second = 60;
};

inline const Property<Settings> properties[] = {
    {.name = "through",
     .field = &Settings::through,
     .doc = "how phones come: 'lan' to the server of [http] in this file, 'server' through the one of the plugin "
            "`socketio-client`, which needs the plugin `remote` and the pages",
     .choices = {"lan", "server"}},
    {.name = "path",
     .field = &Settings::path,
     .doc = "where the server of [http] has the page for phones; '/' makes the shortest address",
     .form = TextForm::path},
    {.name = "link",
     .field = &Settings::link,
     .doc = "the page's address as phones reach it, as in 'https://booth.example/remote/'; empty: the address of this "
            "machine in its network, or of the server's `remote-control.html`"},
    {.name = "root",
     .field = &Settings::root,
     .doc = "the folder of the pages; empty for $CALLBOOTH_WEB_ROOT or, without that, the pages that come with "
            "Callbooth"},
    {.name = "namespace",
     .field = &Settings::name_space,
     .doc = "the namespace of the server's plugin `remote`",
     .form = TextForm::io_namespace},
    {.name = "always",
     .field = &Settings::always,
     .doc = "show a code from the start, and a fresh one whenever one has ended; otherwise the command 'remote' shows "
            "one"},
    {.name = "idle",
     .field = &Settings::idle,
     .doc = "seconds without a request of the phone, or without a phone, after which a code ends",
     .min = 1,
     .max = 86400},
    {.name = "lifetime",
     .field = &Settings::lifetime,
     .doc = "seconds after which a code ends, with the phone that it let in",
     .min = 1,
     .max = 604800},
    {.name = "away",
     .field = &Settings::away,
     .doc = "seconds that a phone whose connection was lost may take to come back before its code ends",
     .min = 1,
     .max = 86400},
    {.name = "except", .field = &Settings::except, .doc = "commands that a phone does not get"},
    {.name = "requests-per-second",
     .field = &Settings::requests_per_second,
     .doc = "of the phone in the long run, with the moves of its pointer; twice as many at once; more are refused",
     .min = 1,
     .max = 1000},
};

} // namespace callbooth::remote_control
