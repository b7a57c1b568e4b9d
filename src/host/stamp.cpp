// SPDX-License-Identifier: MIT
#include "host/stamp.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <unistd.h>

#include <callbooth/plugin.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>
#include <gelf.h>
#include <libelf.h>

template <> struct callbooth::HandleTraits<Elf> {
    static void free(Elf *elf) { elf_end(elf); }
};

namespace callbooth::host {
namespace {

class File {
public:
    explicit File(const std::string &path) : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (descriptor_ < 0)
            throw Error(fmt::format("cannot read it: {}", std::strerror(errno)));
    }
    File(const File &) = delete;
    File &operator=(const File &) = delete;
    ~File() { close(descriptor_); }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

std::string section_text(Elf_Scn *section) {
    const Elf_Data *data = elf_rawdata(section, nullptr);
    if (data == nullptr || data->d_buf == nullptr)
        return {};
    const auto *text = static_cast<const char *>(data->d_buf);
    return {text, strnlen(text, data->d_size)};
}

std::optional<std::string> stamp_section(Elf *elf) {
    size_t names = 0;
    if (elf_getshdrstrndx(elf, &names) != 0)
        return std::nullopt;
    for (Elf_Scn *section = elf_nextscn(elf, nullptr); section != nullptr; section = elf_nextscn(elf, section)) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr)
            continue;
        const char *name = elf_strptr(elf, names, header.sh_name);
        if (name != nullptr && std::string_view(name) == CALLBOOTH_STAMP_SECTION)
            return section_text(section);
    }
    return std::nullopt;
}

/// The number behind `key=`.
std::optional<int> number(std::string_view stamp, std::string_view key) {
    const auto at = stamp.find(fmt::format(" {}=", key));
    if (at == std::string_view::npos)
        return std::nullopt;
    const char *begin = stamp.data() + at + key.size() + 2;
    int value = 0;
    if (std::from_chars(begin, stamp.data() + stamp.size(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

} // namespace

std::string read_stamp(const std::string &path) {
    const File file(path);
    elf_version(EV_CURRENT);
    const Handle<Elf> elf(elf_begin(file.descriptor(), ELF_C_READ, nullptr));
    if (elf == nullptr || elf_kind(elf.get()) != ELF_K_ELF)
        throw Error("not a Callbooth plugin: it is no shared module (ELF file)");
    if (auto stamp = stamp_section(elf.get()))
        return *stamp;
    throw Error("not a Callbooth plugin: it has no stamp; a plugin's source ends with CALLBOOTH_PLUGIN(...)");
}

std::string refusal_of_stamp(const std::string &stamp) {
    const auto abi = number(stamp, "abi");
    const auto library = number(stamp, "libstdc++");
    if (!stamp.starts_with("callbooth ") || !abi || !library)
        return "not a Callbooth plugin: its stamp is unreadable";
    if (*abi != CALLBOOTH_ABI)
        return fmt::format("built for plugin ABI {}, this is ABI {}: rebuild it with this version's headers", *abi,
                           CALLBOOTH_ABI);
    if (*library != _GLIBCXX_USE_CXX11_ABI)
        return fmt::format("built with _GLIBCXX_USE_CXX11_ABI={}, this program with {}: rebuild it with the same",
                           *library, _GLIBCXX_USE_CXX11_ABI);
    return {};
}

} // namespace callbooth::host
