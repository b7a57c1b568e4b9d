// SPDX-License-Identifier: MIT
#include "config/parse.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "config/document.hpp"
#include "config/entries.hpp"
#include "config/file.hpp"
#include "config/fragment/fragment_text.hpp"
#include "config/secrets.hpp"
#include "config/sections.hpp"
#include <fmt/format.h>

namespace callbooth::config {
namespace {

/// Gives the sections of a document their meaning.
class Reader {
public:
    Reader(PipelineFile &file, Diagnostics &diagnostics) : file_(file), diagnostics_(diagnostics) {}

    void read(const Document &document) {
        for (const auto &stray : document.strays)
            read_stray(stray);
        for (const auto &section : document.sections)
            if (!is_private(section.name) && !is_private(section.plugin.value))
                read_section(section);
    }

private:
    using Handler = void (Reader::*)(const RawSection &);
    struct Row {
        const char *name;
        Handler handler;
    };
    static const std::array<Row, 7> table;
    static std::vector<std::string> names_of(const auto &rows) {
        std::vector<std::string> names;
        names.reserve(rows.size());
        for (const auto &row : rows)
            names.emplace_back(row.name);
        return names;
    }

    void read_section(const RawSection &section) {
        for (const auto &row : table)
            if (section.name == row.name)
                return (this->*row.handler)(section);
        auto hint = did_you_mean(section.name, names_of(table));
        if (hint.empty())
            hint = fmt::format("the sections are {}; a plugin is declared as [plugin.{}]", quoted_list(names_of(table)),
                               section.name);
        diagnostics_.error(section.at, fmt::format("unknown section [{}]", section.name), hint);
    }

    void read_stray(const Entry &entry) {
        if (is_private(entry.key.value))
            return;
        const auto names = names_of(table);
        const bool section = std::find(names.begin(), names.end(), entry.key.value) != names.end();
        diagnostics_.error(entry.key.at, fmt::format("'{}' stands outside of any section", entry.key.value),
                           section ? fmt::format("a section begins with [{}]", entry.key.value)
                                   : "keys stand below the header of their section, like [capture]");
    }

    void read_media(std::optional<MediaSection> &media, const RawSection &section) {
        media = MediaSection{section.at, {}, {}};
        for (const auto &entry : known_entries(section, {"video", "audio"}, diagnostics_))
            read_fragment(entry, entry.key.value == "video" ? media->video : media->audio);
    }
    void read_capture(const RawSection &section) { read_media(file_.capture, section); }
    void read_encode(const RawSection &section) { read_media(file_.encode, section); }
    void read_render(const RawSection &section) { read_media(file_.render, section); }

    void read_fragment(const Entry &entry, std::optional<Fragment> &fragment) {
        if (!std::holds_alternative<std::string>(entry.value.value))
            return refuse(entry, "a string with a fragment of gst-launch syntax");
        auto text = fragment_of(entry);
        if (text.text.find_first_not_of(" \t\r\n") == std::string::npos)
            return diagnostics_.error(entry.value.at, fmt::format("'{}' is empty", entry.key.value),
                                      "leave the key out, or put x- in front of it");
        fragment = std::move(text);
    }

    void read_transport(const RawSection &section) {
        file_.transport = Section{section.at, {}};
        for (const auto &entry : section.entries)
            read_setting(entry, file_.transport->settings);
    }

    void read_call(const RawSection &section) { file_.call = config::read_call(section, diagnostics_); }

    /// Paths are relative to the folder of the pipeline file.
    void read_http(const RawSection &section) {
        auto &http = file_.http.emplace(config::read_http(section, diagnostics_));
        const auto folder = std::filesystem::path(file_.source->name).parent_path();
        for (auto *path : {&http.certificate, &http.private_key})
            if (!path->empty())
                *path = (folder / *path).lexically_normal().string();
    }

    void read_plugin(const RawSection &section) {
        if (section.plugin.value.empty()) {
            for (const auto &entry : section.entries)
                refuse_nameless(entry);
            return;
        }
        PluginSection plugin{section.plugin, section.plugin, {}};
        for (const auto &entry : section.entries) {
            if (entry.key.value != "type")
                read_setting(entry, plugin.settings);
            else if (const auto *type = std::get_if<std::string>(&entry.value.value); type && !type->empty())
                plugin.type = {*type, entry.value.at};
            else
                refuse(entry, "a string with the name of a plugin");
        }
        file_.plugins.push_back(std::move(plugin));
    }

    void refuse_nameless(const Entry &entry) {
        if (is_private(entry.key.value))
            return;
        diagnostics_.error(entry.key.at, fmt::format("'{}' stands in [plugin], which is no plugin", entry.key.value),
                           fmt::format("a plugin is declared as [plugin.{}], with its properties below",
                                       std::holds_alternative<Unusable>(entry.value.value) ? entry.key.value : "NAME"));
    }

    void read_setting(const Entry &entry, std::vector<Setting> &settings) {
        if (is_private(entry.key.value))
            return;
        Setting setting{entry.key, {{}, entry.value.at}, false};
        const auto keep = [&](const auto &value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, Unusable>)
                return false;
            else
                setting.value.value = value;
            return true;
        };
        if (!std::visit(keep, entry.value.value))
            return refuse(entry, "a boolean, a number, a string or a list of strings");
        replace_secrets(setting);
        settings.push_back(std::move(setting));
    }

    void replace_secrets(Setting &setting) {
        const auto folder = std::filesystem::path(file_.source->name).parent_path();
        const auto replace = [&](std::string &text) {
            if (auto secret = resolve_secret(text, folder, setting.value.at, diagnostics_)) {
                text = std::move(*secret);
                setting.secret = true;
            }
        };
        if (auto *text = std::get_if<std::string>(&setting.value.value))
            replace(*text);
        if (auto *list = std::get_if<std::vector<std::string>>(&setting.value.value))
            std::for_each(list->begin(), list->end(), replace);
    }

    void refuse(const Entry &entry, const std::string &expected) { refuse_value(entry, expected, diagnostics_); }

    PipelineFile &file_;
    Diagnostics &diagnostics_;
};

const std::array<Reader::Row, 7> Reader::table = {{{"capture", &Reader::read_capture},
                                                   {"encode", &Reader::read_encode},
                                                   {"render", &Reader::read_render},
                                                   {"transport", &Reader::read_transport},
                                                   {"call", &Reader::read_call},
                                                   {"http", &Reader::read_http},
                                                   {"plugin", &Reader::read_plugin}}};

} // namespace

std::shared_ptr<const Source> read_file(const std::string &path, Diagnostics &diagnostics) {
    std::string why;
    auto text = slurp(path, why);
    if (!text) {
        diagnostics.error({}, fmt::format("cannot read the pipeline file '{}': {}", path, why));
        return nullptr;
    }
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text->starts_with(byte_order_mark))
        text->erase(0, byte_order_mark.size());
    return std::make_shared<const Source>(Source{path, std::move(*text)});
}

PipelineFile understand(std::shared_ptr<const Source> source, const Document &document, Diagnostics &diagnostics) {
    PipelineFile file;
    file.source = std::move(source);
    Reader(file, diagnostics).read(document);
    return file;
}

PipelineFile parse(std::shared_ptr<const Source> source, const std::vector<Override> &overrides,
                   Diagnostics &diagnostics) {
    auto document = read_document(source, diagnostics);
    apply_overrides(document, overrides, diagnostics);
    return understand(std::move(source), document, diagnostics);
}

} // namespace callbooth::config
