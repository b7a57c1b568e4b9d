// SPDX-License-Identifier: MIT
#include <random>
#include <vector>

#include "chatroom/names.hpp"
#include <glib.h>
#include <gtest/gtest.h>

namespace callbooth::chatroom {
namespace {

/// "a", "aa", ... in the given character.
std::string times(size_t count, const std::string &character) {
    std::string text;
    while (count-- > 0)
        text += character;
    return text;
}

} // namespace

TEST(CleanName, keeps_what_people_are_called) {
    for (const auto *name :
         {"Ann", "Jürgen Müller", "Зоя", "王小明", "علی‌رضا", "🧑‍🚀", "❤️", "देवनागरी", "x", "<b>"})
        EXPECT_EQ(clean_name(name), name);
}

TEST(CleanName, drops_what_cannot_be_seen_and_composes_the_rest) {
    EXPECT_EQ(clean_name("  Ann \t\r\n Lee  "), "Ann Lee");
    EXPECT_EQ(clean_name("\u3000Ann\u00a0\u2003Lee\u2029"), "Ann Lee");
    EXPECT_EQ(clean_name("\u202eAnn\u202c\u2066\u200b\ufeff\u00ad"), "Ann") << "directions, zero width, soft hyphen";
    EXPECT_EQ(clean_name("A\x1b[31m\x7fnn"), "A[31mnn");
    EXPECT_EQ(clean_name(std::string("Ann\0Lee", 7)), "Ann");
    EXPECT_EQ(clean_name("Jose\u0301"), "Jos\u00e9");
    EXPECT_EQ(clean_name("Ann\U000e0041\ue000"), "Ann") << "tags and private use";
}

TEST(CleanName, is_empty_where_there_is_nothing_to_see) {
    for (const auto *name : {"", " ", "\t\n", "\u200b", "\u200d\u200c", "\u3164", "\u115f", "\uffa0", "\u2800",
                             "\ufe0f", "\u0301", "\u00ad", "\u2060", "\U000e0100", "\u034f", " \u202e "})
        EXPECT_EQ(clean_name(name), "") << name;
    EXPECT_EQ(clean_name("\xff"), "") << "not UTF-8";
}

TEST(NameKey, is_the_same_for_names_that_look_the_same) {
    const std::string ann = name_key("Ann Lee");
    for (const auto *name : {"ann lee", "ANN LEE", "AnnLee", "Ann\u200dLee", "Ann\u00a0 Lee", "Ａｎｎ Ｌｅｅ",
                             "𝐀nn Lee", "Ann\ufe0f Lee", "Ann\u3164Lee", "Ann\u2800Lee", "A\u034fnn Lee"})
        EXPECT_EQ(name_key(name), ann) << name;
    EXPECT_EQ(name_key("Straße"), name_key("STRASSE"));
    EXPECT_EQ(name_key("José"), name_key("JOSE\u0301"));
    for (const auto *apart : {"Jose\u034f\u0301", "Jose\u200d\u0301", "Jose\u200b\u0301"})
        EXPECT_EQ(name_key(apart), name_key("José")) << apart;
    EXPECT_EQ(name_key("ﬁn"), name_key("FIN"));
    EXPECT_NE(name_key("Ann"), name_key("Änn"));
    EXPECT_NE(name_key("Ann"), name_key("Anna"));
}

TEST(NameKey, is_that_of_the_name_as_it_is_shown_whatever_it_is_made_of) {
    std::mt19937 random(3);
    const std::vector<std::pair<gunichar, gunichar>> ranges = {{1, 0x2ff},       {0x300, 0x36f},     {0x1100, 0x11ff},
                                                               {0x2000, 0x206f}, {0xfe00, 0xffff},   {0x3040, 0x31ff},
                                                               {1, 0x10ffff},    {0xe0000, 0xe01ef}, {'a', 'f'}};
    for (int round = 0; round < 20000; ++round) {
        std::string name;
        for (size_t length = random() % 6; length > 0; --length) {
            const auto &[first, last] = ranges[random() % ranges.size()];
            const gunichar c = first + random() % (last - first + 1);
            char bytes[6];
            if (g_unichar_validate(c))
                name.append(bytes, static_cast<size_t>(g_unichar_to_utf8(c, bytes)));
        }
        const std::string shown = clean_name(name);
        ASSERT_EQ(clean_name(shown), shown) << name;
        if (shown.empty())
            continue;
        ASSERT_EQ(name_key(shown), name_key(name)) << name;
        ASSERT_FALSE(name_key(shown).empty()) << name;
    }
}

TEST(Names, are_unique_among_their_owners) {
    Names names;
    EXPECT_EQ(names.claim("a", "Ann"), std::nullopt);
    EXPECT_EQ(names.claim("b", "ANN "), Names::Refusal::taken);
    EXPECT_EQ(names.find("b"), nullptr);
    EXPECT_EQ(names.claim("b", "Bob"), std::nullopt);
    EXPECT_EQ(*names.find("b"), "Bob");
}

TEST(Names, can_be_changed_and_given_up) {
    Names names;
    names.claim("a", "Ann");
    EXPECT_EQ(names.claim("a", "ANN"), std::nullopt) << "one's own";
    EXPECT_EQ(*names.find("a"), "ANN");
    EXPECT_EQ(names.claim("a", "Bea"), std::nullopt);
    EXPECT_EQ(names.claim("b", "Ann"), std::nullopt);
    EXPECT_EQ(names.claim("a", "Ann"), Names::Refusal::taken);
    EXPECT_EQ(*names.find("a"), "Bea");
    names.release("b");
    names.release("b");
    EXPECT_EQ(names.claim("a", "Ann"), std::nullopt);
}

TEST(Names, have_at_most_32_characters) {
    Names names;
    EXPECT_EQ(names.claim("a", times(32, "ü")), std::nullopt);
    EXPECT_EQ(names.claim("a", times(33, "ü")), Names::Refusal::too_long);
    EXPECT_EQ(names.claim("a", "  " + times(32, "u\u0308") + "  "), std::nullopt) << "as it is shown";
    EXPECT_EQ(names.claim("a", times(32, "🦊")), std::nullopt);
    EXPECT_EQ(names.claim("a", times(100000, " ")), Names::Refusal::too_long) << "not looked at";
    EXPECT_EQ(names.claim("a", ""), Names::Refusal::invisible);
}

} // namespace callbooth::chatroom
