// SPDX-License-Identifier: MIT
#include "memory.hpp"

#include <filesystem>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::devices {

namespace {

constexpr size_t longest_file = 64 * 1024;

Memory read(std::string_view text) {
    Memory memory;
    for (const auto &[kind, id] : Json::parse(text, {.size = longest_file}).members())
        if (auto chosen = id.as<std::string>())
            memory[kind] = *std::move(chosen);
    return memory;
}

} // namespace

Memory load(const std::string &path) {
    Handle<char> text;
    gsize length = 0;
    Handle<GError> error;
    if (g_file_get_contents(path.c_str(), Out(text), &length, Out(error)) == FALSE) {
        if (g_error_matches(error.get(), G_FILE_ERROR, G_FILE_ERROR_NOENT))
            return {};
        throw Error(error->message);
    }
    try {
        return read({text.get(), length});
    } catch (const Error &e) {
        throw Error(fmt::format("{} is not a file of ours ({}): delete it", path, e.what()));
    }
}

void save(const std::string &path, const Memory &memory) {
    std::error_code ignored; // the file cannot be written then, and says why
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    Json::Object object;
    for (const auto &[kind, id] : memory)
        object.set(kind, id);
    const auto text = Json(object).dump_pretty() + "\n";
    Handle<GError> error;
    if (g_file_set_contents(path.c_str(), text.c_str(), static_cast<gssize>(text.size()), Out(error)) == FALSE)
        throw Error(error->message);
}

} // namespace callbooth::devices
