// SPDX-License-Identifier: MIT
/// A pipeline file, and one override (the first line, `SECTION.KEY=VALUE`).
#include "config/parse.hpp"
#include "fuzz.hpp"

namespace callbooth::fuzz {

namespace {

using namespace callbooth::config;

void check_fragment(const std::optional<Fragment> &fragment) {
    if (!fragment || !fragment->exact)
        return;
    const auto &source = fragment->at.source->text;
    require(fragment->at.offset + fragment->text.size() <= source.size(), "a fragment stands in its source");
    for (size_t i = 0; i < fragment->text.size(); ++i)
        require(fragment->text[i] == ' ' || fragment->text[i] == source[fragment->at.offset + i],
                "byte i of an exact fragment is byte i of its source");
}

void check_media(const std::optional<MediaSection> &media) {
    if (!media)
        return;
    check_fragment(media->video);
    check_fragment(media->audio);
}

void check_positions(const std::vector<Setting> &settings) {
    for (const auto &setting : settings)
        for (const auto &at : {setting.key.at, setting.value.at})
            require(at.source && at.offset <= at.source->text.size(), "everything has its place");
}

} // namespace

void run(std::string_view bytes) {
    if (bytes.find("@/") != std::string_view::npos)
        return; // it would read files
    Input input(bytes);
    const std::string path(input.until('='));
    const std::string value(input.line());
    Diagnostics diagnostics;
    const auto source = std::make_shared<const Source>(Source{"booth.toml", std::string(input.rest())});
    const auto file = parse(source, {{path, value}}, diagnostics);
    require(diagnostics.format().empty() == (diagnostics.errors() + diagnostics.warnings() == 0),
            "what is wrong is said");
    check_media(file.capture);
    check_media(file.encode);
    check_media(file.render);
    if (file.transport)
        check_positions(file.transport->settings);
    for (const auto &plugin : file.plugins) {
        require(!plugin.name.value.empty() && !plugin.type.value.empty(), "a plugin has a name and a type");
        check_positions(plugin.settings);
    }
    const auto &call = file.call;
    for (const double seconds : {call.answer_timeout, call.connect_timeout, call.silence})
        require(seconds >= 0.5 && seconds <= 600, "times are limited");
}

} // namespace callbooth::fuzz
