// SPDX-License-Identifier: MIT
#include "file_cache.hpp"

#include <chrono>

namespace callbooth::web {

namespace {

constexpr size_t overhead = 512;         // bytes that an entry takes beside its content
constexpr size_t many_open = 64;         // files, before those are looked for that nobody reads any more
constexpr std::chrono::seconds fresh{1}; // whoever writes into a file now may do it again at the same time stamp

bool has_just_changed(const File::Version &version) {
    const auto age = std::chrono::system_clock::now().time_since_epoch() - std::chrono::nanoseconds(version.changed_ns);
    return age < fresh;
}

} // namespace

FileCache::Content FileCache::content(const File &file) {
    const auto version = file.version();
    if (const auto found = found_.find(version); found != found_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->content;
    }
    if (file.size() > largest || has_just_changed(version) || !make_room(file.size() + overhead))
        return nullptr;
    auto content = file.read_at_once();
    return content ? keep(version, std::move(*content)) : nullptr;
}

FileCache::Content FileCache::keep(const File::Version &version, std::string content) {
    const size_t size = content.size() + overhead;
    *bytes_ += size;
    Content kept(new std::string(std::move(content)), [bytes = bytes_, size](const std::string *text) {
        *bytes -= size;
        delete text;
    });
    entries_.push_front({version, kept});
    found_[version] = entries_.begin();
    return kept;
}

bool FileCache::make_room(size_t size) {
    for (auto entry = entries_.end(); *bytes_ + size > limit_ && entry != entries_.begin();) {
        --entry;
        if (entry->content.use_count() > 1)
            continue;
        found_.erase(entry->version);
        entry = entries_.erase(entry);
    }
    return *bytes_ + size <= limit_;
}

std::shared_ptr<const File> FileCache::shared(std::shared_ptr<const File> file) {
    if (open_.size() > many_open)
        std::erase_if(open_, [](const auto &one) { return one.second.expired(); });
    auto &known = open_[file->version()];
    if (auto open = known.lock())
        return open;
    known = file;
    return file;
}

} // namespace callbooth::web
