// SPDX-License-Identifier: MIT
#include "config/fragment/fragment.hpp"
#include "config/fragment/fragment_text.hpp"
#include <gtest/gtest.h>

namespace callbooth::config {
namespace {

using Kind = FragmentElement::Kind;

/// One line that says all: chains between `|`, nodes between `!`.
std::string summary(std::string_view text) {
    const auto tree = parse_fragment(text);
    if (tree.problem)
        return std::to_string(tree.problem->offset) + ": " + tree.problem->message;
    std::string result;
    for (const auto &chain : tree.chains) {
        result += result.empty() ? "" : " | ";
        for (const auto &element : chain.elements) {
            result += &element == &chain.elements.front() ? "" : " ! ";
            result += element.kind == Kind::element ? "" : element.kind == Kind::caps ? "caps:" : "ref:";
            result += element.title();
            if (element.kind == Kind::reference && !element.src_pad.empty())
                result += "." + element.src_pad;
            for (const auto &property : element.properties)
                result += " " + property.name + "=<" + property.value + ">";
        }
    }
    return result;
}

TEST(ParseFragment, reads_elements_and_properties) {
    EXPECT_EQ(summary("videotestsrc"), "videotestsrc");
    EXPECT_EQ(summary(" videotestsrc pattern=ball  num-buffers = 3 ! vp8enc"),
              "videotestsrc pattern=<ball> num-buffers=<3> ! vp8enc");
    EXPECT_EQ(summary("videotestsrc!fakesink"), "videotestsrc ! fakesink");
    EXPECT_EQ(summary("videotestsrc\n  pattern=ball\n  ! fakesink\n"), "videotestsrc pattern=<ball> ! fakesink");
    EXPECT_EQ(summary("compositor sink_0::xpos=3"), "compositor sink_0::xpos=<3>");
}

TEST(ParseFragment, reads_quotes_and_escapes_as_gstreamer_does) {
    EXPECT_EQ(summary("a text=\"two words\""), "a text=<two words>");
    EXPECT_EQ(summary("a text='two words'"), "a text=<two words>");
    EXPECT_EQ(summary("a text=two\\ words"), "a text=<two words>");
    EXPECT_EQ(summary("a text='it\\'s'"), "a text=<it's>");
    EXPECT_EQ(summary("a text=say\"so\" b=c"), "a text=<say\"so\"> b=<c>");
    EXPECT_EQ(summary("a text=\"\""), "a text=<>");
    EXPECT_EQ(summary("a text=\"a ! b\" ! c"), "a text=<a ! b> ! c");
}

TEST(ParseFragment, reads_caps_up_to_the_next_link) {
    EXPECT_EQ(summary("a ! video/x-raw,width=3 ! b"), "a ! caps:video/x-raw,width=3 ! b");
    EXPECT_EQ(summary("a ! video/x-raw(memory:GLMemory), width=3; image/jpeg! b"),
              "a ! caps:video/x-raw(memory:GLMemory), width=3; image/jpeg ! b");
    EXPECT_EQ(summary("a ! video/x-raw\n"), "a ! caps:video/x-raw");
    EXPECT_EQ(summary("video/x-raw ! a"), "caps:video/x-raw ! a");
}

TEST(ParseFragment, reads_chains_and_references) {
    EXPECT_EQ(summary("a ! tee name=t  t. ! b  t.src_3 ! c"), "a ! tee name=<t> | ref:t ! b | ref:t.src_3 ! c");
    EXPECT_EQ(summary("a ! mix.sink_0 b ! mix."), "a ! ref:mix.sink_0 | b ! ref:mix");
    EXPECT_EQ(summary("a .src ! .sink b"), "a ! b");
}

TEST(ParseFragment, knows_the_named_pads_of_a_link) {
    const auto tree = parse_fragment("a .video_0 ! .sink_1 b");
    ASSERT_FALSE(tree.problem);
    EXPECT_EQ(tree.chains[0].elements[0].src_pad, "video_0");
    EXPECT_EQ(tree.chains[0].elements[1].sink_pad, "sink_1");
}

TEST(ParseFragment, knows_where_everything_stands) {
    const std::string text = "  a key = 'two words' ! video/x-raw ! b";
    const auto tree = parse_fragment(text);
    ASSERT_FALSE(tree.problem);
    const auto &elements = tree.chains[0].elements;
    const auto slice = [&](size_t begin, size_t end) { return text.substr(begin, end - begin); };
    EXPECT_EQ(slice(elements[0].begin, elements[0].end), "a key = 'two words'");
    EXPECT_EQ(slice(elements[1].begin, elements[1].end), "video/x-raw");
    EXPECT_EQ(slice(elements[2].begin, elements[2].end), "b");
    const auto &property = elements[0].properties[0];
    EXPECT_EQ(slice(property.begin, property.end), "key = 'two words'");
    EXPECT_EQ(slice(property.value_begin, property.end), "'two words'");
}

TEST(ParseFragment, says_where_the_syntax_is_wrong) {
    EXPECT_EQ(summary(" \n"), "0: the fragment is empty");
    EXPECT_EQ(summary("! a"), "0: a fragment cannot begin with '!'");
    EXPECT_EQ(summary("a !"), "2: nothing follows this '!'");
    EXPECT_EQ(summary("a ! ! b"), "4: nothing stands between this '!' and the one before");
    EXPECT_EQ(summary("a b="), "2: the value of 'b' is missing");
    EXPECT_EQ(summary("a b='c d"), "4: this ' is not closed");
    EXPECT_EQ(summary("a b=\""), "4: this \" is not closed");
    EXPECT_EQ(summary("a=b"), "0: the property 'a' belongs to no element");
    EXPECT_EQ(summary("a ! b=c"), "4: the property 'b' belongs to no element");
    EXPECT_EQ(summary("a, b"), "1: unexpected ',' behind 'a'");
    EXPECT_EQ(summary("a ! \"video/x-raw\" ! b"), "4: unexpected '\"'");
    EXPECT_EQ(summary("a ! (b)"), "4: bins in parentheses are not supported");
    EXPECT_EQ(summary("bin.( a )"), "4: bins in parentheses are not supported");
    EXPECT_EQ(summary("a video/x-raw ! b"), "2: a '!' is missing in front of these caps");
    EXPECT_EQ(summary("a ! video/x-raw ! audio/x-raw ! b"), "18: caps cannot follow caps");
    EXPECT_EQ(summary("rtsp://camera ! b"), "0: an address cannot stand for an element here");
    EXPECT_EQ(summary("a ! .( b )"), "4: this '.' belongs to no element");
    EXPECT_EQ(summary("a \xC3\xBC"), "2: unexpected 'ü'");
}

TEST(ParseFragment, survives_every_cut_of_a_long_fragment) {
    const std::string text =
        "a b='c \\' d' ! video/x-raw(memory:X),e=\"f\" ! g .h ! .i j k.l ! m n = \\o ! p. ( q ) r://s";
    for (size_t i = 0; i <= text.size(); ++i) {
        const auto tree = parse_fragment(std::string_view(text).substr(0, i));
        EXPECT_TRUE(tree.problem || !tree.chains.empty()) << text.substr(0, i);
    }
}

TEST(BlankComments, keeps_every_other_byte_in_place) {
    EXPECT_EQ(blank_comments("a\n  # ! b\n! c # d"), "a\n       \n! c # d");
    EXPECT_EQ(blank_comments("a \\\n ! b \\  \nc\\"), "a  \n ! b    \nc ");
    EXPECT_EQ(blank_comments("#\n\n\\\n"), " \n\n \n");
    EXPECT_EQ(blank_comments("a=b\\ c"), "a=b\\ c");
    EXPECT_EQ(blank_comments(""), "");
}

TEST(SplitEncoding, cuts_before_the_payloader) {
    const auto encoding = split_encoding(parse_fragment({"\n vp8enc deadline=1 !\n rtpvp8pay mtu=1200 \n", {}, true}));
    EXPECT_EQ(encoding.encoder, "vp8enc deadline=1");
    EXPECT_EQ(encoding.payloader, "rtpvp8pay mtu=1200");
    EXPECT_EQ(encoding.media, "video");
    EXPECT_EQ(encoding.encoding_name, "VP8");
    EXPECT_EQ(encoding.clock_rate, 90000);
    EXPECT_EQ(encoding.payload, std::nullopt);
}

TEST(SplitEncoding, keeps_caps_with_the_encoder) {
    const auto encoding =
        split_encoding(parse_fragment({"x264enc ! video/x-h264,profile=baseline ! rtph264pay", {}, true}));
    EXPECT_EQ(encoding.encoder, "x264enc ! video/x-h264,profile=baseline");
    EXPECT_EQ(encoding.encoding_name, "H264");
}

TEST(SplitEncoding, takes_the_first_of_several_names) {
    const auto encoding = split_encoding(parse_fragment({"opusenc ! rtpopuspay", {}, true}));
    EXPECT_EQ(encoding.media, "audio");
    EXPECT_EQ(encoding.encoding_name, "OPUS");
    EXPECT_EQ(encoding.clock_rate, 48000);
}

TEST(SplitEncoding, knows_fixed_payload_types) {
    EXPECT_EQ(split_encoding(parse_fragment({"mulawenc ! rtppcmupay", {}, true})).payload, 0);
    EXPECT_EQ(split_encoding(parse_fragment({"alawenc ! rtppcmapay", {}, true})).payload, 8);
}

TEST(SplitEncoding, may_find_no_encoder) {
    const auto encoding = split_encoding(parse_fragment({"rtph264pay config-interval=-1", {}, true}));
    EXPECT_EQ(encoding.encoder, "");
    EXPECT_EQ(encoding.payloader, "rtph264pay config-interval=-1");
}

} // namespace
} // namespace callbooth::config
