// SPDX-License-Identifier: MIT
#include "config/launch.hpp"

#include <algorithm>

#include "config/document.hpp"
#include "config/fragment/fragment.hpp"
#include "config/fragment/gst.hpp"
#include "config/shell_words.hpp"

namespace callbooth::config {
namespace {

std::shared_ptr<const Source> source_of(const char *option, const std::string &text) {
    return std::make_shared<const Source>(Source{std::string("--") + option, text});
}

bool is_encoder(const FragmentElement &element) {
    const auto factory =
        element.kind == FragmentElement::Kind::element ? find_factory(element.factory) : FactoryHandle();
    return factory && has_class(factory.get(), "Encoder");
}

/// Where the [encode] fragment begins in a chain that has everything; nothing when nothing would be left to capture.
std::optional<size_t> encode_begin(const FragmentTree &tree) {
    const auto &elements = tree.chains.back().elements;
    auto cut = std::find_if(elements.rbegin(), elements.rend(), is_encoder);
    if (cut == elements.rend())
        cut = elements.rbegin();
    const bool first = cut + 1 == elements.rend();
    return first ? std::nullopt : std::optional(cut->begin);
}

/// Builds the document that a pipeline file of the same meaning would be.
class Launch {
public:
    explicit Launch(Diagnostics &diagnostics) : diagnostics_(diagnostics) {}

    Document build(const LaunchOptions &options) {
        add_sending("video", options.video);
        add_sending("audio", options.audio);
        add_render("render-video", "video", options.render_video);
        add_render("render-audio", "audio", options.render_audio);
        for (const auto &setting : options.transport)
            add_transport(setting);
        if (options.http)
            add_http(*options.http);
        else
            section("transport", {source_of("transport", ""), 0}); // a booth that has data only is one too
        for (const auto &plugin : options.plugins)
            add_plugin(plugin);
        return std::move(document_);
    }

private:
    void add_sending(const char *kind, const std::optional<std::string> &text) {
        if (!text)
            return;
        const At at{source_of(kind, *text), 0};
        const auto tree = parse_fragment(*text);
        if (tree.problem)
            return diagnostics_.error({at.source, tree.problem->offset}, tree.problem->message, tree.problem->hint);
        const auto cut = encode_begin(tree);
        if (!cut)
            return diagnostics_.error(at, std::string("--") + kind + " needs a source, an encoder and an RTP payloader",
                                      std::string(kind) == "video" ? "videotestsrc ! vp8enc deadline=1 ! rtpvp8pay"
                                                                   : "audiotestsrc ! opusenc ! rtpopuspay");
        const auto &elements = tree.chains.back().elements;
        const auto next =
            std::find_if(elements.begin(), elements.end(), [&](const auto &e) { return e.begin == *cut; });
        add_text("capture", kind, text->substr(0, std::prev(next)->end), at);
        add_text("encode", kind, text->substr(*cut), {at.source, *cut});
    }

    void add_render(const char *option, const char *kind, const std::optional<std::string> &text) {
        if (text)
            add_text("render", kind, *text, {source_of(option, *text), 0});
    }

    void add_transport(const std::string &setting) {
        const auto source = source_of("transport", setting);
        add_setting(section("transport", {source, 0}), setting, {source, 0});
    }

    void add_http(const std::string &text) {
        const auto source = source_of("http", text);
        const auto colon = text.rfind(':');
        const auto port = colon == std::string::npos ? text : text.substr(colon + 1);
        auto &http = section("http", {source, 0});
        http.entries.push_back(
            {{"port", {source, 0}}, {value_of(port), {source, colon == std::string::npos ? 0 : colon + 1}}, false});
        if (colon == std::string::npos)
            return;
        auto address = text.substr(0, colon);
        if (address.starts_with('[') && address.ends_with(']'))
            address = address.substr(1, address.size() - 2);
        http.entries.push_back({{"address", {source, 0}}, {RawValue(address), {source, 0}}, false});
    }

    void add_plugin(const std::string &text) {
        const auto source = source_of("plugin", text);
        const auto words = split_words(text);
        if (!words || words->empty())
            return diagnostics_.error({source, 0}, words ? "the name of a plugin is missing" : "a quote is not closed",
                                      "write --plugin 'NAME key=value'");
        const At at{source, words->front().offset};
        const auto &name = words->front().text;
        if (name.find('=') != std::string::npos)
            return diagnostics_.error(at, "the name of a plugin is missing", "write --plugin 'NAME key=value'");
        const bool known = std::any_of(document_.sections.begin(), document_.sections.end(),
                                       [&](const RawSection &s) { return s.plugin.value == name; });
        if (known)
            return diagnostics_.error(at, "a second plugin with the name '" + name + "'",
                                      "give it another name: --plugin 'NAME type=" + name + "'");
        RawSection plugin{"plugin", {name, at}, at};
        for (auto word = words->begin() + 1; word != words->end(); ++word)
            add_setting(plugin, word->text, {source, word->offset});
        document_.sections.push_back(std::move(plugin));
    }

    void add_setting(RawSection &target, const std::string &text, const At &at) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            return diagnostics_.error(at, "'" + text + "' is not KEY=VALUE");
        const auto key = text.substr(0, equals);
        const bool known = std::any_of(target.entries.begin(), target.entries.end(),
                                       [&](const Entry &e) { return e.key.value == key; });
        if (known)
            return diagnostics_.error(at, "'" + key + "' is given twice");
        target.entries.push_back({{key, at}, {value_of(text.substr(equals + 1)), {at.source, at.offset + equals + 1}}});
    }

    static RawValue value_of(const std::string &text) {
        auto value = read_value(text);
        return value ? std::move(*value) : RawValue(text);
    }

    void add_text(const char *name, const char *key, const std::string &text, const At &at) {
        section(name, at).entries.push_back({{key, at}, {RawValue(text), at}, false});
    }

    RawSection &section(const std::string &name, const At &at) {
        const auto found = std::find_if(document_.sections.begin(), document_.sections.end(),
                                        [&](const RawSection &s) { return s.name == name; });
        if (found != document_.sections.end())
            return *found;
        document_.sections.push_back({name, {}, at});
        return document_.sections.back();
    }

    Diagnostics &diagnostics_;
    Document document_;
};

} // namespace

PipelineFile from_launch(const LaunchOptions &options, Diagnostics &diagnostics) {
    const auto source = std::make_shared<const Source>(Source{"callbooth launch", ""});
    return understand(source, Launch(diagnostics).build(options), diagnostics);
}

} // namespace callbooth::config
