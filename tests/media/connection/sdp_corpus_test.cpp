// SPDX-License-Identifier: MIT
/// Descriptions of real clients: NAME.sdp, and in NAME.expected what becomes of it. With CALLBOOTH_UPDATE_GOLDEN set
/// the expectations are written instead of compared; read them before you commit them.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "media/connection/decodable.hpp"
#include "media/connection/sdp/sdp_translator.hpp"
#include "support/sdp_webrtcbin.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {

const std::filesystem::path folder = CALLBOOTH_SDP_DATA;

std::string contents(const std::filesystem::path &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> names() {
    std::vector<std::string> found;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".sdp")
            found.push_back(entry.path().stem());
    std::sort(found.begin(), found.end());
    return found;
}

std::string test_name(const testing::TestParamInfo<std::string> &info) {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

LocalMedia booth(const std::string &codec) {
    LocalMedia local;
    local.video.receives = local.audio.receives = true;
    local.decodes = [](const SdpCodec &each) { return !each.is("AV1"); };
    if (codec.empty())
        return local;
    local.video.encoding = config::Encoding{"", "", "video", codec, 90000, {}};
    local.audio.encoding = config::Encoding{"", "", "audio", "OPUS", 48000, {}};
    return local;
}

std::string without_returns(std::string text) {
    std::erase(text, '\r');
    return text;
}

std::string describe(const SdpPlan &plan) {
    std::string text;
    for (const auto &each : plan.sections) {
        text += fmt::format("section {}: {} {}", each.remote, each.kind, each.direction());
        if (each.codec)
            text += fmt::format(", {} {}", each.codec->payload, each.codec->name);
        if (each.repair)
            text += fmt::format(", {} rtx", each.repair->payload);
        text += "\n";
    }
    return text + fmt::format("transport of section {}\n", plan.owner ? std::to_string(*plan.owner) : "each");
}

/// Two sides of one offer: of webrtcbin, and of the remote.
std::string answered(const std::string &offer, const std::string &codec) {
    SdpTranslator translator(booth(codec));
    const auto canonical = translator.take_offer(offer);
    std::string text = describe(translator.plan());
    if (translator.plan().sections.empty())
        return text;
    text += "-- for webrtcbin\n" + without_returns(canonical);
    return text + "-- for the remote\n" + without_returns(translator.describe(test::webrtcbin_answer(canonical)));
}

std::string accepted(const std::string &answer, const std::string &codec) {
    SdpTranslator translator(booth(codec));
    translator.describe(test::webrtcbin_offer(translator.begin_offer(true)));
    const auto canonical = translator.take_answer(answer);
    return describe(translator.plan()) + "-- for webrtcbin\n" + without_returns(canonical);
}

std::string outcome(const std::string &name) {
    const auto text = contents(folder / (name + ".sdp"));
    if (name.find("answer") != std::string::npos)
        return accepted(text, name.find("h264") == std::string::npos ? "VP8" : "H264");
    return "== a booth with VP8\n" + answered(text, "VP8") + "== a booth with H.264\n" + answered(text, "H264") +
           "== a booth that only receives\n" + answered(text, "");
}

class SdpCorpus : public testing::TestWithParam<std::string> {};

} // namespace

TEST_P(SdpCorpus, becomes_media_and_a_description_in_its_dialect) {
    const auto path = folder / (GetParam() + ".expected");
    const auto text = outcome(GetParam());
    if (std::getenv("CALLBOOTH_UPDATE_GOLDEN") != nullptr)
        std::ofstream(path) << text;
    EXPECT_EQ(text, contents(path));
}

INSTANTIATE_TEST_SUITE_P(Golden, SdpCorpus, testing::ValuesIn(names()), test_name);

} // namespace callbooth::media
