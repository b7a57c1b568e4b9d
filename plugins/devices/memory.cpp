// SPDX-License-Identifier: MIT
#include "memory.hpp"

#include <filesystem>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace callbooth::devices {

namespace {
constexpr size_t longest_file = 64 * 1024;
}

Memory load(const std::string &path) {
    Handle<char> text;
    gsize length = 0;
    Handle<GError> error;
    if (g_file_get_contents(path.c_str(), Out(text), &length, Out(error)) == FALSE) {
        if (g_error_matches(error.get(), G_FILE_ERROR, G_FILE_ERROR_NOENT))
            return {};
        throw Error(error->message);
    }
    const auto json = length > longest_file ? nlohmann::json(nullptr)
                                            : nlohmann::json::parse(text.get(), text.get() + length, nullptr, false);
    if (!json.is_object())
        throw Error(fmt::format("{} is not a file of ours: delete it", path));
    Memory memory;
    for (const auto &[kind, id] : json.items())
        if (id.is_string())
            memory[kind] = id.get<std::string>();
    return memory;
}

void save(const std::string &path, const Memory &memory) {
    std::error_code ignored; // the file cannot be written then, and says why
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    const auto text = nlohmann::json(memory).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    Handle<GError> error;
    if (g_file_set_contents(path.c_str(), text.c_str(), static_cast<gssize>(text.size()), Out(error)) == FALSE)
        throw Error(error->message);
}

} // namespace callbooth::devices
