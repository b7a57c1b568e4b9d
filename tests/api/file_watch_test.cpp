// SPDX-License-Identifier: MIT
#include <fstream>

#include "support/loop.hpp"
#include "support/temp_folder.hpp"
#include <callbooth/util/file_watch.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Fixture {
    void write(const std::string &name, const std::string &text) {
        fs::create_directories((folder.path() / name).parent_path());
        std::ofstream(folder.path() / name) << text;
    }
    /// As `ln -sfn` with a rename: the link is there at any time.
    void point(const std::string &link, const std::string &target) {
        fs::create_symlink(target, folder.path() / "new-link");
        fs::rename(folder.path() / "new-link", folder.path() / link);
    }
    void watch(const std::string &name) {
        file.emplace((folder.path() / name).string(), [this] { ++changes; }, 20ms);
    }
    bool sees_a_change() {
        const int before = changes;
        return test::run_until([&] { return changes > before; });
    }

    test::TempFolder folder;
    int changes = 0;
    std::optional<FileWatch> file;
};

} // namespace

TEST(FileWatch, sees_that_a_file_is_written_removed_and_back) {
    Fixture f;
    f.write("file", "one");
    f.watch("file");
    f.write("file", "two");
    EXPECT_TRUE(f.sees_a_change());
    fs::remove(f.folder.path() / "file");
    EXPECT_TRUE(f.sees_a_change());
    f.write("file", "three");
    EXPECT_TRUE(f.sees_a_change());
}

TEST(FileWatch, sees_that_a_link_leads_to_another_folder) {
    Fixture f;
    for (const char *name : {"..first/file", "..second/file", "..third/file"})
        f.write(name, name);
    f.point("..data", "..first");
    f.point("file", "..data/file");
    f.watch("file");
    f.point("..data", "..second");
    EXPECT_TRUE(f.sees_a_change());
    f.point("..data", "..third");
    EXPECT_TRUE(f.sees_a_change());
    f.write("..third/file", "changed"); // at its new place
    EXPECT_TRUE(f.sees_a_change());
}

TEST(FileWatch, follows_links_as_the_system_does) {
    Fixture f;
    f.write("a/b/file", "text");
    f.point("up", "a/b/../b");
    f.point("absolute", (f.folder.path() / "up").string());
    const auto names = detail::names_on_the_way(f.folder.path() / "absolute/file");
    ASSERT_GE(names.size(), 3U);
    EXPECT_EQ(names.end()[-3], f.folder.path() / "absolute");
    EXPECT_EQ(names.end()[-2], f.folder.path() / "up");
    EXPECT_EQ(names.end()[-1], f.folder.path() / "a/b/file");
    f.point("endless", "endless");
    EXPECT_LE(detail::names_on_the_way(f.folder.path() / "endless").size(), 41U);
}
