// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/check/check.hpp"
#include "host/commands.hpp"
#include "host/log.hpp"
#include "host/metrics.hpp"
#include "host/module.hpp"
#include "host/plugin_host.hpp"
#include "host/presence.hpp"
#include "host/status.hpp"
#include "media/booth.hpp"
#include "media/call_metrics.hpp"
#include "net/http/server.hpp"
#include <callbooth/util/glib.hpp>

namespace callbooth::cli {

/// A checked pipeline file, running: the composition root. Main context only.
class Program {
public:
    /// Opens nothing. The file and the modules outlive this. Throws Error.
    Program(const config::CheckedFile &checked, std::string folder, host::Modules &modules,
            std::shared_ptr<const host::Log> log);
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;
    ~Program();

    /// Runs until somebody wants it to end: a signal, a plugin, the command `quit`. Throws Error when it cannot start.
    void run();

private:
    std::function<void(Level, std::string_view)> log_as(std::string who) const;
    void add_commands();
    void start();
    /// What SIGHUP does: a server reloads, all others end (then empty).
    std::function<void()> on_hangup();
    host::OwnAddress own_address() const;
    void quit(std::string_view why);
    /// Ends like `quit`, but a server lets its clients leave first.
    void terminate();
    void hang_up();
    void stop();
    void drain();
    void publish();
    /// Tells everybody, over all protocols.
    void announce_restart();

    const config::PipelineFile &file_;
    host::Modules &modules_;
    std::shared_ptr<const host::Log> log_;
    Handle<GMainLoop> loop_{g_main_loop_new(nullptr, FALSE)};
    bool ending_ = false;
    Source hanging_up_;
    // from here on in the order of construction: plugins use all that stands above them
    host::StatusBoard status_;
    host::CommandTable commands_;
    host::MetricTable metrics_;
    host::PresenceList presence_{metrics_};
    std::vector<Subscription> own_commands_;
    std::vector<Subscription> numbers_;
    std::unique_ptr<net::Server> server_;
    std::unique_ptr<media::Booth> booth_;
    std::unique_ptr<media::CallMetrics> call_metrics_;
    host::PluginHost plugins_;
};

} // namespace callbooth::cli
