// SPDX-License-Identifier: MIT
#include <fstream>

#include "support/loop.hpp"
#include "support/raw_client.hpp"
#include "support/temp_folder.hpp"
#include "web/file_cache.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using web::File;
using web::FileCache;

namespace {

struct Fixture {
    std::shared_ptr<const File> file(const std::string &name, size_t size) {
        std::ofstream(folder.path() / name) << std::string(size, name[0]);
        return File::open(folder.path() / name);
    }
    /// Once the file is old enough to be kept.
    FileCache::Content kept(const File &file) {
        FileCache::Content content;
        EXPECT_TRUE(test::run_until([&] { return (content = cache.content(file)) != nullptr; }));
        return content;
    }

    test::TempFolder folder = {};
    Source alive = test::heartbeat();
    FileCache cache{4096};
};

} // namespace

TEST(FileCache, gives_all_readers_of_a_file_the_same_text) {
    Fixture f;
    const auto content = f.kept(*f.file("a", 1000));
    EXPECT_EQ(*content, std::string(1000, 'a'));
    EXPECT_EQ(f.cache.content(*File::open(f.folder.path() / "a")), content);
    EXPECT_GE(f.cache.bytes(), 1000U);
}

TEST(FileCache, does_not_keep_what_has_just_changed) {
    Fixture f;
    EXPECT_EQ(f.cache.content(*f.file("a", 1000)), nullptr);
}

TEST(FileCache, lets_the_least_recently_used_one_go_first) {
    Fixture f;
    const auto a = f.file("a", 1200);
    const auto b = f.file("b", 1200);
    const auto c = f.file("c", 1200);
    const std::weak_ptr<const std::string> oldest = f.kept(*b);
    f.kept(*a);
    const std::weak_ptr<const std::string> newer = f.cache.content(*a);
    EXPECT_NE(f.kept(*c), nullptr);
    EXPECT_TRUE(oldest.expired());
    EXPECT_FALSE(newer.expired());
    EXPECT_LE(f.cache.bytes(), 4096U);
}

TEST(FileCache, keeps_nothing_beyond_its_limit_while_all_is_read) {
    Fixture f;
    const auto a = f.kept(*f.file("a", 1200));
    auto b = f.kept(*f.file("b", 1200));
    const auto c = f.file("c", 1200);
    f.kept(*f.file("d", 10)); // of the same age as c, and small enough
    EXPECT_EQ(f.cache.content(*c), nullptr);
    b.reset();
    EXPECT_NE(f.cache.content(*c), nullptr);
    EXPECT_EQ(*a, std::string(1200, 'a'));
}

TEST(FileCache, keeps_no_large_files) {
    Fixture f{.cache = FileCache(size_t{16} << 20)};
    const auto large = f.file("l", FileCache::largest + 1);
    f.kept(*f.file("a", 10));
    EXPECT_EQ(f.cache.content(*large), nullptr);
}

TEST(FileCache, shares_open_files) {
    Fixture f;
    const auto first = f.cache.shared(f.file("a", 10));
    EXPECT_EQ(f.cache.shared(File::open(f.folder.path() / "a")), first);
    EXPECT_NE(f.cache.shared(f.file("b", 10)), first);
}
