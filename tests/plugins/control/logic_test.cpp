// SPDX-License-Identifier: MIT
#include "control/activation.hpp"
#include "control/file_wire.hpp"
#include "control/lines.hpp"
#include "control/protocol.hpp"
#include "control/verb.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::control;

namespace {

const Verb open_verb{"open", "", {{"label", Type::text, true}, {"protocol"}, {"ordered", Type::boolean}}};
const Verb chat_verb{"chat", "", {{"text", Type::text, true}}};
const Verb events_verb{"events", "", {{"names", Type::texts}}};

Json words(std::vector<std::string> list) { return Json::Object{{"do", "x"}, {"words", list}}; }

template <class F> std::string error_of(F &&function) {
    try {
        function();
    } catch (const Refusal &e) {
        return std::string(to_string(e.code)) + ": " + e.what();
    }
    return "no error";
}

std::string error_of(const Verb &verb, const Json &body) {
    return error_of([&] { arguments_of(verb, body); });
}

} // namespace

TEST(ControlProtocol, reads_a_request_with_an_id_of_any_kind) {
    const auto request = read_request(R"({"id": [1, "a"], "do": "call", "peer": "ann"})");
    EXPECT_EQ(request.name, "call");
    EXPECT_EQ(request.id.dump(), R"([1,"a"])");
    EXPECT_EQ(request.body.get<std::string>("peer"), "ann");
    EXPECT_TRUE(read_request(R"({"do": "status"})").id.is(Json::Kind::null));
}

TEST(ControlProtocol, refuses_what_is_not_a_request) {
    for (const char *line :
         {"", "status", "[]", "{}", R"({"do": 1})", R"({"do": "a"} {})", "[[[[[[[[[[[[1]]]]]]]]]]]]"})
        EXPECT_TRUE(error_of([&] { read_request(line); }).starts_with("bad-request: ")) << line;
}

TEST(ControlProtocol, writes_one_line_for_each_answer_and_event) {
    EXPECT_EQ(answer_line(7, Json::Object{{"peer", "a\nb"}}), "{\"id\":7,\"result\":{\"peer\":\"a\\nb\"}}\n");
    EXPECT_EQ(error_line(nullptr, Code::failed, "no"), "{\"id\":null,\"error\":\"no\",\"code\":\"failed\"}\n");
    EXPECT_EQ(event_line("chat", {{"text", "hi"}}), "{\"event\":\"chat\",\"text\":\"hi\"}\n");
}

TEST(ControlProtocol, takes_base64_of_one_form_only) {
    Json::Object object;
    const std::string bytes("\0\xff\n", 3);
    set_message(object, bytes, true);
    EXPECT_EQ(object.dump(), R"({"base64":"AP8K"})");
    EXPECT_EQ(decode_base64("AP8K"), bytes);
    EXPECT_EQ(decode_base64(""), "");
    for (const char *wrong : {"AP8", "AP 8K", "A===", "AP8K\n", "AP_K"})
        EXPECT_FALSE(decode_base64(wrong)) << wrong;
}

TEST(ControlArguments, are_checked_by_the_table_of_the_request) {
    EXPECT_EQ(
        arguments_of(open_verb, Json::Object{{"do", "open"}, {"id", 1}, {"label", "x"}, {"ordered", false}}).dump(),
        R"({"label":"x","ordered":false})");
    EXPECT_EQ(error_of(open_verb, Json::Object{}), "bad-request: 'label' is missing: open LABEL [PROTOCOL] [ORDERED]");
    EXPECT_EQ(error_of(open_verb, Json::Object{{"label", 1}}), "bad-request: label: expected a string");
    EXPECT_EQ(error_of(open_verb, Json::Object{{"label", "x"}, {"lable", "x"}}),
              "bad-request: open has no 'lable': LABEL [PROTOCOL] [ORDERED]");
    EXPECT_EQ(error_of(open_verb, Json::Object{{"label", "x"}, {"ordered", "no"}}),
              "bad-request: ordered: expected a boolean");
}

TEST(ControlArguments, come_as_words_in_their_order_and_by_name) {
    EXPECT_EQ(arguments_of(open_verb, words({"x", "raw"})).dump(), R"({"label":"x","protocol":"raw"})");
    EXPECT_EQ(arguments_of(open_verb, words({"x", "ordered=false"})).dump(), R"({"label":"x","ordered":false})");
    EXPECT_EQ(arguments_of(chat_verb, words({"what", "is", "2=2?"})).dump(), R"({"text":"what is 2=2?"})");
    EXPECT_EQ(arguments_of(events_verb, words({"chat", "mute"})).dump(), R"({"names":["chat","mute"]})");
    EXPECT_EQ(arguments_of(events_verb, words({})).dump(), "{}");
    EXPECT_EQ(error_of(open_verb, words({"x", "raw", "true", "more"})),
              "bad-request: 'more' is too much: open LABEL [PROTOCOL] [ORDERED]");
    EXPECT_EQ(error_of(open_verb, words({"x", "raw", "maybe"})), "bad-request: ordered: expected a boolean");
    EXPECT_EQ(error_of(open_verb, Json::Object{{"words", "x"}}), "bad-request: words: expected an array of strings");
}

TEST(ControlArguments, that_are_paths_are_absolute) {
    const Verb verb{"send-file", "", {{"path", Type::path, true}}};
    EXPECT_EQ(arguments_of(verb, Json::Object{{"words", std::vector<std::string>{"a"}}, {"cwd", "/x"}}).dump(),
              R"({"path":"/x/a"})");
    EXPECT_EQ(arguments_of(verb, Json::Object{{"words", std::vector<std::string>{"/a"}}, {"cwd", "/x"}}).dump(),
              R"({"path":"/a"})");
    EXPECT_EQ(error_of(verb, words({"a"})), "bad-request: path: expected an absolute path");
    EXPECT_EQ(error_of(verb, Json::Object{{"path", "a"}}), "bad-request: path: expected an absolute path");
}

TEST(ControlArguments, of_a_command_are_one_text) {
    EXPECT_EQ(command_arguments(words({"046d:0825", "now"})), "046d:0825 now");
    EXPECT_EQ(command_arguments(Json::Object{{"arguments", "next"}}), "next");
    EXPECT_EQ(command_arguments(Json::Object{}), "");
    EXPECT_THROW(command_arguments(Json::Object{{"arguments", 1}}), Refusal);
}

TEST(ControlLines, are_cut_wherever_the_pieces_end) {
    LineReader reader(5);
    reader.feed("on");
    EXPECT_EQ(reader.next(), std::nullopt);
    reader.feed("e\n\ntwo\nthr");
    EXPECT_EQ(reader.next(), "one");
    EXPECT_EQ(reader.next(), "");
    EXPECT_EQ(reader.next(), "two");
    EXPECT_EQ(reader.next(), std::nullopt);
    EXPECT_FALSE(reader.too_long());
}

TEST(ControlLines, have_a_limit_with_and_without_an_end) {
    LineReader reader(5);
    reader.feed("12345");
    EXPECT_FALSE(reader.too_long());
    reader.feed("6");
    EXPECT_TRUE(reader.too_long());
    reader.feed("\n");
    EXPECT_EQ(reader.next(), std::nullopt);
    EXPECT_TRUE(reader.too_long());
}

TEST(ControlQueue, gives_back_what_it_was_given) {
    OutputQueue queue(10);
    EXPECT_TRUE(queue.push("abc\n"));
    EXPECT_TRUE(queue.push("def\n"));
    queue.consume(2);
    EXPECT_EQ(queue.front(), "c\n");
    queue.consume(2);
    EXPECT_EQ(queue.front(), "def\n");
    queue.consume(4);
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.front(), "");
}

TEST(ControlQueue, ends_with_the_line_that_is_begun_and_the_reason) {
    OutputQueue queue(10);
    queue.push("abc\n");
    queue.push("def\n");
    EXPECT_FALSE(queue.push("ghi\n"));
    queue.consume(1);
    queue.finish("too slow\n");
    EXPECT_EQ(queue.front(), "bc\n");
    queue.consume(3);
    EXPECT_EQ(queue.front(), "too slow\n");
}

TEST(ControlActivation, finds_the_socket_by_its_name) {
    EXPECT_EQ(find_passed({"42", "2", "web:control"}, 42, "control"), 4);
    EXPECT_EQ(find_passed({"42", "1", "control"}, 42, "control"), 3);
    EXPECT_EQ(find_passed({"41", "1", "control"}, 42, "control"), std::nullopt);
    EXPECT_EQ(find_passed({"42", "1", "web:control"}, 42, "control"), std::nullopt);
    EXPECT_EQ(find_passed({"42", "99999999", "control"}, 42, "control"), std::nullopt);
    EXPECT_EQ(find_passed({"42", "", "control"}, 42, "control"), std::nullopt);
    EXPECT_EQ(find_passed({"42", "1", nullptr}, 42, "control"), std::nullopt);
    EXPECT_EQ(find_passed({}, 42, "control"), std::nullopt);
}

TEST(ControlFiles, are_offered_and_reported_in_json) {
    const auto offer = read_offer({offer_text({"a.png", 7}), false});
    ASSERT_TRUE(offer);
    EXPECT_EQ(offer->name, "a.png");
    EXPECT_EQ(offer->size, 7);
    EXPECT_FALSE(read_offer({offer_text({"a.png", 7}), true}));
    for (const char *wrong : {"", "x", "{}", R"({"file":"a"})", R"({"file":"a","size":-1})", R"({"file":1,"size":1})"})
        EXPECT_FALSE(read_offer({wrong, false})) << wrong;
    EXPECT_TRUE(read_report({accept_text(), false})->accepted);
    EXPECT_EQ(read_report({received_text(9), false})->received, 9);
    EXPECT_EQ(read_report({refuse_text("no\nroom"), false})->refused, "no room");
    EXPECT_EQ(read_report({R"({"refuse":""})", false})->refused, "no reason given");
    EXPECT_FALSE(read_report({"[", false}));
}

TEST(ControlFiles, get_names_that_stay_in_their_folder) {
    EXPECT_EQ(safe_file_name("photo.jpg"), "photo.jpg");
    EXPECT_EQ(safe_file_name("../../etc/passwd"), "passwd");
    EXPECT_EQ(safe_file_name("C:\\x\\y.txt"), "y.txt");
    EXPECT_EQ(safe_file_name(".bashrc"), "bashrc");
    EXPECT_EQ(safe_file_name("..."), "file");
    EXPECT_EQ(safe_file_name(".."), "file");
    EXPECT_EQ(safe_file_name(""), "file");
    EXPECT_EQ(safe_file_name("a/"), "file");
    EXPECT_EQ(safe_file_name("a\x1b[31m.txt"), "a [31m.txt");
    EXPECT_LE(safe_file_name(std::string(5000, 'x') + ".tar").size(), 255u);
    EXPECT_TRUE(safe_file_name(std::string(5000, 'x') + ".tar").ends_with(".tar"));
    EXPECT_EQ(numbered("photo.jpg", 1), "photo.jpg");
    EXPECT_EQ(numbered("photo.jpg", 2), "photo (2).jpg");
    EXPECT_EQ(numbered("photo", 3), "photo (3)");
}
