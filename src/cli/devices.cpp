// SPDX-License-Identifier: MIT
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "cli/subcommand.hpp"
#include "media/devices/device_monitor.hpp"
#include <fmt/format.h>

namespace callbooth::cli {
namespace {

constexpr Option options[] = {
    {"watch", nullptr, "goes on with lines that begin with + and - as devices come and go, until Ctrl-C"},
};

void print(const char *sign, const Device &device) {
    fmt::print("{}{:<10}  {}\n{:14}id    {}\n{:14}caps  {}\n", sign, to_string(device.kind), device.name, "", device.id,
               "", device.caps);
    std::fflush(stdout);
}

void watch(media::DeviceMonitor &monitor) {
    const Handle<GMainLoop> loop(g_main_loop_new(nullptr, FALSE));
    const auto added = monitor.added.subscribe([](const Device &device) { print("+ ", device); });
    const auto removed = monitor.removed.subscribe([](const Device &device) { print("- ", device); });
    const auto renamed = monitor.renamed.subscribe([](const Device &before, const Device &device) {
        print("- ", before);
        print("+ ", device);
    });
    const Interrupt interrupt([&](int) { g_main_loop_quit(loop.get()); });
    g_main_loop_run(loop.get());
}

int run(const Session &session) {
    if (!session.arguments.positional.empty())
        throw UsageError("devices takes no arguments");
    gst_init(nullptr, nullptr);
    media::DeviceMonitor monitor;
    const auto devices = monitor.list();
    const bool watching = session.arguments.has("watch");
    for (const auto &device : devices)
        print(watching ? "  " : "", device);
    if (devices.empty())
        fmt::print("no cameras, microphones or speakers\n");
    std::fflush(stdout);
    if (watching)
        watch(monitor);
    return success;
}

} // namespace

const Subcommand devices_subcommand = {
    .name = "devices",
    .usage = "[--watch]",
    .doc = "Lists cameras, microphones and speakers with their ids and formats",
    .more = "An id stays the same when the device is unplugged and plugged in again.",
    .options = options,
    .overrides = false,
    .run = &run,
};

} // namespace callbooth::cli
