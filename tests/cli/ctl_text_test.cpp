// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"
#include "cli/ctl_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::cli;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

constexpr Option options[] = {{"socket", "PATH", "where"}, {"json", nullptr, "how"}};
std::vector<std::string> last_words(const Arguments &arguments) {
    if (arguments.positional.front() == "broken")
        throw Error("nobody is there");
    return {"call", "chat", "status"};
}
const Subcommand talk{.name = "talk", .options = options, .complete = &last_words};
const Subcommand run{.name = "run"};
const Subcommand *const table[] = {&talk, &run};

std::vector<std::string> complete_words(const std::vector<std::string> &words) { return complete(table, words); }

} // namespace

TEST(CtlText, shows_results_for_people) {
    EXPECT_EQ(result_text(Json::Object{{"peer", "ann"}, {"outgoing", true}}), "peer=ann\noutgoing=true\n");
    EXPECT_EQ(result_text(Json::Object{{"text", "two\nlines"}}), "two\nlines\n");
    EXPECT_EQ(result_text(Json::Object{{"text", ""}}), "");
    EXPECT_EQ(result_text(Json::Object{}), "");
    EXPECT_EQ(result_text(Json::Array{Json::Object{{"kind", "camera"}, {"id", "1"}, {"state", ""}}, "x"}),
              "kind=camera  id=1\nx\n");
}

TEST(CtlText, lets_nothing_command_the_terminal) {
    EXPECT_EQ(result_text(Json::Object{{"a", "\x1b[31m"}}), "a=\xef\xbf\xbd[31m\n");
    EXPECT_EQ(result_text(Json::Object{{"text", "a\x1b[2J\nb"}}), "a\xef\xbf\xbd[2J\nb\n");
}

TEST(CtlText, lists_requests_and_commands) {
    const Json list = Json::parse(R"({"requests": [{"name": "call", "usage": "PEER", "doc": "Calls", "available": true},
        {"name": "end", "usage": "", "doc": "Ends", "available": false, "needs": "booth"}],
        "commands": [{"name": "call", "usage": "PEER", "doc": "calls"}, {"name": "next", "usage": "", "doc": "Finds"}],
        "events": ["chat"]})");
    EXPECT_THAT(request_names(list), ElementsAre("call", "next"));
    const std::string text = request_list_text(list);
    EXPECT_THAT(text, testing::HasSubstr("  call PEER                            Calls\n"));
    EXPECT_THAT(text, testing::HasSubstr("Ends (not here: no booth)\n"));
}

TEST(Completion, knows_subcommands_options_and_what_they_take) {
    EXPECT_THAT(complete_words({"t"}), ElementsAre("talk"));
    EXPECT_THAT(complete_words({"--v"}), ElementsAre("--version"));
    EXPECT_THAT(complete_words({"talk", "--s"}), ElementsAre("--socket"));
    EXPECT_THAT(complete_words({"run", "--log-f"}), ElementsAre("--log-format"));
    EXPECT_THAT(complete_words({"talk", "c"}), ElementsAre("call", "chat"));
    EXPECT_THAT(complete_words({"talk", "--json", "s"}), ElementsAre("status"));
}

TEST(Completion, leaves_files_and_what_it_cannot_know_to_the_shell) {
    EXPECT_THAT(complete_words({"run", "x"}), IsEmpty());
    EXPECT_THAT(complete_words({"talk", "--socket", "x"}), IsEmpty());
    EXPECT_THAT(complete_words({"talk", "broken"}), IsEmpty());
    EXPECT_THAT(complete_words({"nothing", "x"}), IsEmpty());
    EXPECT_THAT(complete_words({}), IsEmpty());
}
