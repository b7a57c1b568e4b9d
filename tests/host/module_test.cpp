// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>

#include "host/module.hpp"
#include "host/stamp.hpp"
#include "support/temp_folder.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using callbooth::host::Module;
using callbooth::host::Modules;
using testing::HasSubstr;

namespace {

std::string refusal_of(const char *name) {
    Modules modules({TEST_MODULES});
    const Module *module = modules.find(name);
    if (module == nullptr)
        return "not found";
    EXPECT_EQ(module->info == nullptr, !module->refusal.empty());
    return module->refusal;
}

TEST(PluginFolders, are_those_of_the_search_path_before_the_installed_one) {
    using callbooth::host::plugin_folders;
    EXPECT_THAT(plugin_folders("/a:/b", "/i"), testing::ElementsAre("/a", "/b", "/i"));
    EXPECT_THAT(plugin_folders(":/a::", "/i"), testing::ElementsAre("/a", "/i"));
    EXPECT_THAT(plugin_folders(nullptr, "/i"), testing::ElementsAre("/i"));
}

TEST(Modules, load_a_plugin_and_its_description) {
    Modules modules({"/does/not/exist", TEST_MODULES});
    const Module *module = modules.find("everything");
    ASSERT_NE(module, nullptr);
    EXPECT_EQ(module->refusal, "");
    ASSERT_NE(module->info, nullptr);
    EXPECT_STREQ(module->info->doc, "Has a property of every kind");
    EXPECT_EQ(module->path, TEST_MODULES "/everything.so");
    EXPECT_EQ(modules.find("everything"), module);
}

TEST(Modules, do_not_find_what_is_not_there) {
    Modules modules({TEST_MODULES});
    EXPECT_EQ(modules.find("missing"), nullptr);
    EXPECT_EQ(modules.find(""), nullptr);
    EXPECT_EQ(modules.find("../modules/everything"), nullptr);
}

TEST(Modules, refuse_another_abi_without_running_any_of_it) {
    EXPECT_EQ(refusal_of("old"), "built for plugin ABI 99, this is ABI 4: rebuild it with this version's headers");
}

TEST(Modules, refuse_a_module_without_a_stamp_without_running_any_of_it) {
    EXPECT_EQ(refusal_of("unstamped"),
              "not a Callbooth plugin: it has no stamp; a plugin's source ends with CALLBOOTH_PLUGIN(...)");
}

TEST(Modules, refuse_an_unreadable_stamp) {
    EXPECT_EQ(refusal_of("garbled"), "not a Callbooth plugin: its stamp is unreadable");
}

TEST(Modules, refuse_a_module_without_the_function) {
    EXPECT_EQ(refusal_of("entryless"), "not a Callbooth plugin: it does not export callbooth_plugin()");
}

TEST(Modules, refuse_a_plugin_with_another_name_than_its_file) {
    EXPECT_EQ(refusal_of("alias"), "it says that its name is 'another-name': call the file another-name.so");
}

TEST(Modules, refuse_a_file_that_is_no_module) {
    const callbooth::test::TempFolder folder;
    std::ofstream(folder.path() / "text.so") << "hello\n";
    std::filesystem::copy_file(TEST_MODULES "/everything.so", folder.path() / "everything.so");
    std::filesystem::resize_file(folder.path() / "everything.so", 4096);
    Modules modules({folder.path()});
    EXPECT_EQ(modules.find("text")->refusal, "not a Callbooth plugin: it is no shared module (ELF file)");
    EXPECT_THAT(modules.find("everything")->refusal, HasSubstr("not a Callbooth plugin"));
}

TEST(Modules, take_the_first_folder_even_when_its_module_is_refused) {
    const callbooth::test::TempFolder folder;
    std::ofstream(folder.path() / "everything.so") << "broken";
    Modules modules({folder.path(), TEST_MODULES});
    EXPECT_NE(modules.find("everything")->refusal, "");
}

TEST(Modules, list_all_that_can_be_found_refused_ones_too) {
    Modules modules({TEST_MODULES, "/does/not/exist"});
    std::vector<std::string> names;
    for (const Module *module : modules.all())
        names.push_back(module->name);
    EXPECT_THAT(names,
                testing::ElementsAre("alias", "curious", "demanding", "door", "entryless", "everything", "garbled",
                                     "guest", "listener", "old", "pages", "stubborn", "talker", "unstamped"));
}

TEST(Stamp, of_the_other_string_is_refused) {
    EXPECT_THAT(callbooth::host::refusal_of_stamp("callbooth abi=4 libstdc++=0"),
                HasSubstr("_GLIBCXX_USE_CXX11_ABI=0"));
    EXPECT_EQ(callbooth::host::refusal_of_stamp("callbooth abi=4 libstdc++=1"), "");
    EXPECT_THAT(callbooth::host::refusal_of_stamp("callbooth abi= libstdc++=1"), HasSubstr("unreadable"));
    EXPECT_THAT(callbooth::host::refusal_of_stamp(""), HasSubstr("unreadable"));
}

} // namespace
