// SPDX-License-Identifier: MIT
#include "config/parse.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <filesystem>

#include "config/document.hpp"
#include "config/file.hpp"
#include "config/fragment/fragment_text.hpp"
#include "config/secrets.hpp"
#include <callbooth/util/networks.hpp>
#include <fmt/format.h>

namespace callbooth::config {
namespace {

constexpr double longest_timeout_s = 600;
constexpr double shortest_timeout_s = 0.5;
constexpr double longest_drain_s = 3600;
constexpr int64_t longest_hsts_s = int64_t{2} * 365 * 24 * 3600;
constexpr int64_t most_connections = 1000000;
constexpr int64_t most_response_memory_mib = 65536;
constexpr double least_rate = 1;
constexpr double most_rate = 1e6;
constexpr double least_bytes = 1024;
constexpr double most_bytes = 1e12;
constexpr int64_t least_memory = int64_t{1} << 20;
constexpr int64_t most_memory = int64_t{1} << 40;
constexpr std::array answers = {"always", "ask", "never"}; // in the order of Answer
constexpr std::array client_headers = {"any", "X-Forwarded-For", "Forwarded", "X-Real-IP"};

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
    struct KeyRow {
        const char *name;
        void (Reader::*handler)(const Entry &);
    };
    static const std::array<KeyRow, 23> http_table;

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
        for (const auto &entry : keys_of(section, {"video", "audio"}))
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

    void read_call(const RawSection &section) {
        CallSection &call = file_.call;
        for (const auto &entry : keys_of(section, {"answer", "answer-timeout", "connect-timeout", "silence"}))
            if (entry.key.value == "answer")
                read_answer(entry, call.answer);
            else
                read_seconds(entry, entry.key.value == "silence"          ? call.silence
                                    : entry.key.value == "answer-timeout" ? call.answer_timeout
                                                                          : call.connect_timeout);
    }

    void read_answer(const Entry &entry, Answer &answer) {
        const auto *text = std::get_if<std::string>(&entry.value.value);
        const auto found = text ? std::find(answers.begin(), answers.end(), *text) : answers.end();
        if (found == answers.end())
            return refuse(entry, fmt::format("one of {}", quoted_list({answers.begin(), answers.end()}, "or")));
        answer = static_cast<Answer>(found - answers.begin());
    }

    void read_seconds(const Entry &entry, double &seconds, double least = shortest_timeout_s,
                      double most = longest_timeout_s) {
        const auto *number = std::get_if<double>(&entry.value.value);
        const auto *integer = std::get_if<int64_t>(&entry.value.value);
        const double value = number ? *number : integer ? static_cast<double>(*integer) : -1;
        if ((!number && !integer) || !(value >= least && value <= most))
            return refuse(entry, fmt::format("a number of seconds from {} to {}", least, most));
        seconds = value;
    }

    void read_http(const RawSection &section) {
        file_.http.emplace().at = section.at;
        for (const auto &entry : keys_of(section, names_of(http_table)))
            for (const auto &row : http_table)
                if (entry.key.value == row.name)
                    (this->*row.handler)(entry);
    }

    void read_integer(const Entry &entry, int64_t &value, int64_t least, int64_t most, const char *hint = "") {
        const auto *integer = std::get_if<int64_t>(&entry.value.value);
        if (!integer || *integer < least || *integer > most)
            return refuse(entry, fmt::format("an integer from {} to {}", least, most), hint);
        value = *integer;
    }

    void read_port_into(const Entry &entry, uint16_t &port) {
        int64_t value = port;
        read_integer(entry, value, 0, UINT16_MAX, "0 takes any free port");
        port = static_cast<uint16_t>(value);
    }
    void read_port(const Entry &entry) { read_port_into(entry, file_.http->port); }
    void read_redirect_port(const Entry &entry) {
        file_.http->redirect_port = {0, entry.value.at};
        read_port_into(entry, file_.http->redirect_port->value);
    }

    void read_hsts(const Entry &entry) {
        file_.http->hsts = {0, entry.value.at};
        read_integer(entry, file_.http->hsts->value, 0, longest_hsts_s, "seconds; 0 asks for nothing");
    }

    void read_connections(const Entry &entry) { read_integer(entry, file_.http->connections, 1, most_connections); }
    void read_connections_per_address(const Entry &entry) {
        read_integer(entry, file_.http->connections_per_address, 1, most_connections);
    }

    void read_response_memory(const Entry &entry) {
        read_integer(entry, file_.http->response_memory, 1, most_response_memory_mib, "MiB");
    }

    void read_rate(const Entry &entry, double &rate, double least, double most) {
        const auto *number = std::get_if<double>(&entry.value.value);
        const auto *integer = std::get_if<int64_t>(&entry.value.value);
        const double value = number ? *number : integer ? static_cast<double>(*integer) : -1;
        if (!(value >= least && value <= most))
            return refuse(entry, fmt::format("a number from {:.0f} to {:.0f}", least, most));
        rate = value;
    }
    void read_messages_per_second(const Entry &entry) {
        read_rate(entry, file_.http->messages_per_second, least_rate, most_rate);
    }
    void read_bytes_per_second(const Entry &entry) {
        read_rate(entry, file_.http->bytes_per_second, least_bytes, most_bytes);
    }
    void read_message_timeout(const Entry &entry) { read_seconds(entry, file_.http->message_timeout); }
    void read_stall_timeout(const Entry &entry) { read_seconds(entry, file_.http->stall_timeout); }
    void read_websocket_memory(const Entry &entry) {
        read_integer(entry, file_.http->websocket_memory, least_memory, most_memory, "bytes");
    }
    void read_websocket_memory_per_address(const Entry &entry) {
        read_integer(entry, file_.http->websocket_memory_per_address, least_memory, most_memory, "bytes");
    }
    void read_connects_per_second(const Entry &entry) {
        read_rate(entry, file_.http->connects_per_second, least_rate, most_rate);
    }

    /// Relative to the folder of the pipeline file.
    void read_path(const Entry &entry, Located<std::string> &path) {
        const auto *text = std::get_if<std::string>(&entry.value.value);
        if (!text || text->empty())
            return refuse(entry, "a string with the path of a PEM file");
        const auto folder = std::filesystem::path(file_.source->name).parent_path();
        path = {(folder / *text).lexically_normal().string(), entry.value.at};
    }
    void read_certificate(const Entry &entry) { read_path(entry, file_.http->certificate); }
    void read_private_key(const Entry &entry) { read_path(entry, file_.http->private_key); }

    void read_bool(const Entry &entry, bool &value) {
        const auto *wanted = std::get_if<bool>(&entry.value.value);
        if (!wanted)
            return refuse(entry, "true or false");
        value = *wanted;
    }
    void read_self_signed(const Entry &entry) {
        file_.http->self_signed.at = entry.value.at;
        read_bool(entry, file_.http->self_signed.value);
    }

    void read_address(const Entry &entry) {
        const auto *address = std::get_if<std::string>(&entry.value.value);
        in6_addr binary{}; // large enough for both kinds
        if (!address ||
            (inet_pton(AF_INET, address->c_str(), &binary) != 1 && inet_pton(AF_INET6, address->c_str(), &binary) != 1))
            return refuse(entry, "a string with an IP address of this machine",
                          "'127.0.0.1' serves this machine alone, '0.0.0.0' or '::' everybody");
        file_.http->address = *address;
    }

    void read_proxies(const Entry &entry) {
        const auto *networks = std::get_if<std::vector<std::string>>(&entry.value.value);
        if (!networks)
            return refuse(entry, "a list of networks", "as in ['127.0.0.1', '10.0.0.0/8', 'fd00::/8']");
        for (const auto &network : *networks)
            if (!Networks::is_network(network))
                diagnostics_.error(entry.value.at, fmt::format("'{}' in '{}' is no network", network, entry.key.value),
                                   "a network is an address and the bits that count, as in 10.0.0.0/8 or fd00::/8; the "
                                   "others are zero. An address alone is one machine");
        file_.http->trusted_proxies = *networks;
    }

    void read_proxy_keep_alive(const Entry &entry) {
        read_seconds(entry, file_.http->proxy_keep_alive, 1, longest_drain_s);
    }
    void read_drain(const Entry &entry) { read_seconds(entry, file_.http->drain, 0, longest_drain_s); }

    void read_access_log(const Entry &entry) { read_bool(entry, file_.http->access_log); }

    void read_proxy_protocol(const Entry &entry) { read_bool(entry, file_.http->proxy_protocol); }

    void read_client_header(const Entry &entry) {
        const auto *header = std::get_if<std::string>(&entry.value.value);
        if (!header || std::find(client_headers.begin(), client_headers.end(), *header) == client_headers.end())
            return refuse(entry,
                          fmt::format("one of {}", quoted_list({client_headers.begin(), client_headers.end()}, "or")));
        file_.http->client_header = *header;
    }

    void read_plugin(const RawSection &section) {
        if (section.plugin.value.empty()) {
            for (const auto &entry : keys_of(section, {}))
                diagnostics_.error(
                    entry.key.at, fmt::format("'{}' stands in [plugin], which is no plugin", entry.key.value),
                    fmt::format("a plugin is declared as [plugin.{}], with its properties below",
                                std::holds_alternative<Unusable>(entry.value.value) ? entry.key.value : "NAME"));
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

    /// The entries that are among `known`; the others are errors.
    std::vector<Entry> keys_of(const RawSection &section, const std::vector<std::string> &known) {
        std::vector<Entry> entries;
        for (const auto &entry : section.entries) {
            if (is_private(entry.key.value))
                continue;
            if (known.empty() || std::find(known.begin(), known.end(), entry.key.value) != known.end()) {
                entries.push_back(entry);
                continue;
            }
            auto hint = did_you_mean(entry.key.value, known);
            if (hint.empty())
                hint = fmt::format("the keys of {} are {}", section.title(), quoted_list(known));
            diagnostics_.error(entry.key.at, fmt::format("unknown key '{}' in {}", entry.key.value, section.title()),
                               hint);
        }
        return entries;
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
        const auto replace = [&](std::string &text) {
            if (auto secret = resolve_secret(text, setting.value.at, diagnostics_)) {
                text = std::move(*secret);
                setting.secret = true;
            }
        };
        if (auto *text = std::get_if<std::string>(&setting.value.value))
            replace(*text);
        if (auto *list = std::get_if<std::vector<std::string>>(&setting.value.value))
            std::for_each(list->begin(), list->end(), replace);
    }

    void refuse(const Entry &entry, const std::string &expected, const std::string &hint = {}) {
        diagnostics_.error(entry.value.at,
                           fmt::format("'{}' must be {}, not {}", entry.key.value, expected, told(entry.value.value)),
                           hint);
    }

    /// Numbers are told as they are, for only their range can be wrong where a number is expected.
    static std::string told(const RawValue &value) {
        if (const auto *integer = std::get_if<int64_t>(&value))
            return fmt::format("{}", *integer);
        if (const auto *number = std::get_if<double>(&value))
            return fmt::format("{}", *number);
        if (const auto *text = std::get_if<std::string>(&value))
            return fmt::format("the string '{}'", *text);
        return kind_of(value);
    }

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

const std::array<Reader::KeyRow, 23> Reader::http_table = {
    {{"address", &Reader::read_address},
     {"port", &Reader::read_port},
     {"trusted-proxies", &Reader::read_proxies},
     {"client-header", &Reader::read_client_header},
     {"drain", &Reader::read_drain},
     {"access-log", &Reader::read_access_log},
     {"certificate", &Reader::read_certificate},
     {"private-key", &Reader::read_private_key},
     {"self-signed", &Reader::read_self_signed},
     {"hsts", &Reader::read_hsts},
     {"redirect-port", &Reader::read_redirect_port},
     {"connections", &Reader::read_connections},
     {"connections-per-address", &Reader::read_connections_per_address},
     {"connects-per-second", &Reader::read_connects_per_second},
     {"proxy-protocol", &Reader::read_proxy_protocol},
     {"proxy-keep-alive", &Reader::read_proxy_keep_alive},
     {"messages-per-second", &Reader::read_messages_per_second},
     {"bytes-per-second", &Reader::read_bytes_per_second},
     {"message-timeout", &Reader::read_message_timeout},
     {"stall-timeout", &Reader::read_stall_timeout},
     {"websocket-memory", &Reader::read_websocket_memory},
     {"websocket-memory-per-address", &Reader::read_websocket_memory_per_address},
     {"response-memory", &Reader::read_response_memory}}};

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
