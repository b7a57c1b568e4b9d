// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/pipeline_file.hpp"
#include "host/module.hpp"
#include <callbooth/plugin.hpp>

namespace callbooth::host {

/// The server of the file that also describes a booth, as that booth reaches it.
struct OwnAddress {
    std::string url;         ///< http://127.0.0.1:8080
    std::string certificate; ///< path of a PEM file; empty: it speaks no TLS
};

/// The plugin of `file` whose address `property` is when it is left out; null: there is none.
const config::PluginSection *own_server(const PropertyInfo &property, const config::PipelineFile &file);

/// Adds to `values` the addresses that they lack and that are the own server's, and its certificate with them.
void add_own_server(Values &values, const std::vector<PropertyInfo> &properties, const config::PipelineFile &file,
                    Modules &modules, const OwnAddress &address);

} // namespace callbooth::host
