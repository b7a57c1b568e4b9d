// SPDX-License-Identifier: MIT
#include "config/check/check.hpp"

#include <array>
#include <memory>

#include "config/check/http_check.hpp"
#include "config/check/media_check.hpp"
#include "config/check/transport_check.hpp"
#include <fmt/format.h>

namespace callbooth::config {
namespace {

/// Video and audio of one section; null when it is not there.
using Fragments = std::array<std::unique_ptr<FragmentCheck>, 2>;
using SectionMember = std::optional<ParsedFragment> KindPlan::*;

std::unique_ptr<FragmentCheck> make(const MediaPlan &plan, const MediaKind &kind, SectionMember section,
                                    const char *title, Diagnostics &diagnostics) {
    const auto &fragment = (plan.*kind.member).*section;
    if (!fragment)
        return nullptr;
    return std::make_unique<FragmentCheck>(*fragment, fmt::format("[{}] {}", title, kind.name), diagnostics);
}

/// The fragments of one section become parts of one pipeline and share their names.
Fragments check_section(const MediaPlan &plan, SectionMember section, const char *title, Diagnostics &diagnostics) {
    Fragments fragments{make(plan, video_kind, section, title, diagnostics),
                        make(plan, audio_kind, section, title, diagnostics)};
    Names names;
    for (const auto &fragment : fragments)
        if (fragment)
            fragment->collect_names(names);
    for (const auto &fragment : fragments)
        if (fragment)
            fragment->check_elements(names);
    return fragments;
}

void check_something_to_do(const PipelineFile &file, Diagnostics &diagnostics) {
    if (!file.has_booth() && !file.http)
        diagnostics.error({file.source, 0}, "this file has nothing to do",
                          "a booth has [capture], [render] or [transport]; a server has [http]");
}

/// What every call is made of, beside what the fragments name.
void check_required_elements(const PipelineFile &file, Diagnostics &diagnostics) {
    if (!file.has_booth())
        return;
    for (const char *name : {"webrtcbin", "rtpbin", "nicesrc", "nicesink", "dtlssrtpenc", "srtpenc", "sctpenc"})
        if (!find_factory(name))
            diagnostics.error({file.source, 0}, fmt::format("a booth needs GStreamer's '{}', which is missing", name),
                              package_hint(name));
}

/// GStreamer's own warnings stay off the terminal: what is wrong is told with its position.
class Quiet {
public:
    Quiet()
        : before_(g_log_set_default_handler([](const char *, GLogLevelFlags, const char *, gpointer) {}, nullptr)) {}
    Quiet(const Quiet &) = delete;
    Quiet &operator=(const Quiet &) = delete;
    ~Quiet() { g_log_set_default_handler(before_, nullptr); }

private:
    GLogFunc before_;
};

} // namespace

MediaPlan check(const PipelineFile &file, Diagnostics &diagnostics) {
    const Quiet quiet;
    // What is missing may be missing because it could not be read.
    const bool complete = !diagnostics.failed();
    if (complete)
        check_something_to_do(file, diagnostics);
    check_required_elements(file, diagnostics);
    auto plan = plan_media(file);
    const auto capture = check_section(plan, &KindPlan::capture, "capture", diagnostics);
    const auto encode = check_section(plan, &KindPlan::encode, "encode", diagnostics);
    const auto render = check_section(plan, &KindPlan::render, "render", diagnostics);
    for (const auto *kind : {&video_kind, &audio_kind}) {
        const size_t i = kind == &video_kind ? 0 : 1;
        check_sending(*kind, capture[i].get(), encode[i].get(), (plan.*kind->member).encoding);
        if (complete)
            check_pair(*kind, capture[i].get(), encode[i].get());
        check_render(*kind, render[i].get());
    }
    if (file.transport)
        check_transport(*file.transport, diagnostics);
    if (file.http)
        check_http(*file.http, complete, diagnostics);
    return plan;
}

} // namespace callbooth::config
