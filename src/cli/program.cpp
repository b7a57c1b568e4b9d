// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

#include <chrono>
#include <csignal>
#include <unistd.h>

#include "cli/interrupt.hpp"
#include "host/watchdog.hpp"
#include "net/tls/self_signed.hpp"
#include <callbooth/services/devices.hpp>
#include <callbooth/services/mute.hpp>
#include <callbooth/services/signaling.hpp>
#include <fmt/format.h>

namespace callbooth::cli {
namespace {

using namespace std::chrono_literals;

/// How long what was sent last may take to leave.
constexpr auto drain_time = 250ms;

/// What a debug build logs; see host::Watchdog.
[[maybe_unused]] constexpr auto longest_turn = 50ms;

host::Environment environment_of(std::string folder, std::shared_ptr<const host::Log> log,
                                 std::function<void(std::string_view)> quit) {
    host::Environment environment;
    environment.log = [log = std::move(log)](Level level, std::string_view who, std::string_view text) {
        log->write(level, who, text);
    };
    environment.quit = std::move(quit);
    environment.folder = std::move(folder);
    return environment;
}

} // namespace

Program::Program(const config::CheckedFile &checked, std::string folder, host::Modules &modules,
                 std::shared_ptr<const host::Log> log)
    : file_(checked.file), modules_(modules), log_(std::move(log)),
      plugins_(environment_of(std::move(folder), log_, [this](std::string_view why) { quit(why); })) {
    plugins_.provide<Status>(status_);
    plugins_.provide<Commands>(commands_);
    plugins_.provide<Metrics>(metrics_);
    plugins_.provide<Presence>(presence_);
    publish();
    if (file_.http) {
        server_ = std::make_unique<net::Server>(*file_.http, log_as("http"));
        server_->publish(metrics_);
        plugins_.provide<HttpServer>(*server_);
    }
    if (file_.has_booth()) {
        booth_ = std::make_unique<media::Booth>(file_, checked.media, status_, commands_, log_as("booth"));
        call_metrics_ = std::make_unique<media::CallMetrics>(*booth_, metrics_);
        plugins_.provide<callbooth::Booth>(*booth_);
        plugins_.provide<Devices>(booth_->devices());
        plugins_.provide<Mute>(booth_->mute());
    }
    add_commands();
}

void Program::publish() {
    numbers_.push_back(
        metrics_.gauge({"callbooth_build_info", "1, with the version of the program", {{"version", CALLBOOTH_VERSION}}},
                       [] { return 1; }));
    const auto started = static_cast<double>(g_get_real_time()) / G_USEC_PER_SEC;
    numbers_.push_back(metrics_.gauge({"process_start_time_seconds", "when the program started, in seconds since 1970"},
                                      [started] { return started; }));
}

Program::~Program() = default;

std::function<void(Level, std::string_view)> Program::log_as(std::string who) const {
    return [log = log_, who = std::move(who)](Level level, std::string_view text) { log->write(level, who, text); };
}

void Program::add_commands() {
    own_commands_.push_back(commands_.add({"quit", "", "Hangs up and ends the program", [this](std::string_view) {
                                               quit("as told");
                                               return std::string();
                                           }}));
    own_commands_.push_back(
        commands_.add({"status", "[PREFIX]", "Shows the status board",
                       [this](std::string_view prefix) { return host::status_lines(status_, prefix); }}));
}

void Program::run() {
    const Interrupt interrupt([this](int signal) { signal == SIGTERM ? terminate() : quit("interrupted"); },
                              on_hangup());
#ifdef CALLBOOTH_WATCHDOG
    const host::Watchdog watchdog(longest_turn, [this](const host::Stall &stall) {
        log_->write(Level::warning, "watchdog",
                    fmt::format("the main context was held up for {} ms ({} of them at work) by {}",
                                stall.duration.count(), stall.worked.count(), stall.where));
    });
#endif
    try {
        start();
        g_main_loop_run(loop_.get());
    } catch (...) {
        stop();
        throw;
    }
    stop();
    drain();
}

void Program::start() {
    log_->write(Level::info, "callbooth", fmt::format("runs {}", file_.source->name));
    if (server_) {
        server_->start(); // first: a booth in the same program is given the address, and connects to it
        status_.set("server.state", "open");
    }
    plugins_.construct(file_, modules_, own_address());
    if (booth_)
        booth_->start(plugins_.find<Signaling>());
    plugins_.start();
}

std::function<void()> Program::on_hangup() {
    if (!server_ || isatty(STDIN_FILENO) == 1) // the terminal is gone, and its user with it
        return {};
    return [this] {
        log_->write(Level::info, "callbooth", "reloads");
        server_->reload();
    };
}

host::OwnAddress Program::own_address() const {
    if (!server_)
        return {};
    const auto &http = *file_.http;
    const auto certificate =
        http.self_signed
            ? net::keep_self_signed(net::self_signed_folder(), std::chrono::system_clock::now()).certificate
            : http.certificate;
    return {server_->local_url(), certificate};
}

void Program::quit(std::string_view why) {
    if (std::exchange(ending_, true))
        return;
    log_->write(Level::info, "callbooth", fmt::format("ends: {}", why));
    // later: a plugin may say this while it is being constructed, or from inside of a call
    hanging_up_ = Source::soon([this] { hang_up(); });
}

void Program::terminate() {
    // A booth in the same program is a client that never leaves by itself.
    if (!server_ || booth_ || ending_)
        return quit("terminated");
    status_.set("server.state", "draining");
    server_->drain([this] { quit("terminated"); });
    announce_restart();
}

void Program::announce_restart() {
    constexpr auto notice = "The server is restarting; you will be connected again in a moment";
    server_->together([&] {
        for (const auto &attendee : presence_.list())
            presence_.notify(attendee.visitor, notice);
    });
}

void Program::hang_up() {
    const auto finish = [this] { g_main_loop_quit(loop_.get()); };
    if (booth_)
        booth_->shut_down(finish);
    else
        finish();
}

void Program::stop() {
    plugins_.stop();
    drain();
    if (server_)
        server_->stop();
}

void Program::drain() {
    bool late = false;
    const Source alarm = Source::after(drain_time, [&] { late = true; });
    while (!late && g_main_context_pending(nullptr) == TRUE)
        g_main_context_iteration(nullptr, FALSE);
}

} // namespace callbooth::cli
