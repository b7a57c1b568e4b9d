// SPDX-License-Identifier: MIT
/// How ends are told: a partner that closes DTLS (close_notify, RFC 5246 section 7.2.1) and says nothing else, and a
/// data channel that one side closes.
#include <chrono>
#include <cstring>
#include <dlfcn.h>
#include <mutex>
#include <set>
#include <string_view>
#include <vector>

#include "media/test_booth.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;

namespace {

/// What encrypts for each connection that was made while it lives.
class Encryptors {
public:
    Encryptors() { present = this; }
    ~Encryptors() { present = nullptr; }
    Encryptors(const Encryptors &) = delete;
    Encryptors &operator=(const Encryptors &) = delete;

    void add(GstElement *element) {
        const std::lock_guard guard(mutex_);
        elements_.push_back(Ref<GstElement>::share(element));
    }
    /// The first one closes its connection: it does so when nothing more is to be sent.
    bool close_first() {
        const std::lock_guard guard(mutex_);
        if (elements_.empty() || elements_.front().get()->sinkpads == nullptr)
            return false;
        return gst_pad_send_event(GST_PAD(elements_.front().get()->sinkpads->data), gst_event_new_eos()) == TRUE;
    }

    static inline Encryptors *present = nullptr;

private:
    std::mutex mutex_;
    std::vector<Ref<GstElement>> elements_;
};

/// Finds an answer to a request to reset streams (RFC 6525 sections 3.1 and 4.4) in an SCTP packet.
bool answers_a_reset(std::string_view packet) {
    constexpr size_t header = 12;
    constexpr uint8_t re_config = 130;
    constexpr uint16_t response = 16;
    const auto number = [&](size_t at) {
        return static_cast<uint16_t>(static_cast<uint8_t>(packet[at]) << 8 | static_cast<uint8_t>(packet[at + 1]));
    };
    const auto padded = [](size_t length) { return std::max<size_t>(4, (length + 3) / 4 * 4); };
    for (size_t chunk = header; chunk + 4 <= packet.size(); chunk += padded(number(chunk + 2))) {
        const size_t end = std::min(packet.size(), chunk + number(chunk + 2));
        for (size_t at = chunk + 4; static_cast<uint8_t>(packet[chunk]) == re_config && at + 4 <= end;
             at += padded(number(at + 2)))
            if (number(at) == response)
                return true;
    }
    return false;
}

/// The ends of SCTP associations made while it lives that got such an answer.
class ResetAnswers {
public:
    ResetAnswers() { present = this; }
    ~ResetAnswers() { present = nullptr; }
    ResetAnswers(const ResetAnswers &) = delete;
    ResetAnswers &operator=(const ResetAnswers &) = delete;

    static void watch(GstElement *sctpdec) {
        const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(sctpdec, "sink"));
        gst_pad_add_probe(
            pad.get(), GST_PAD_PROBE_TYPE_BUFFER,
            [](GstPad *sink, GstPadProbeInfo *info, gpointer) {
                GstMapInfo map;
                gst_buffer_map(GST_PAD_PROBE_INFO_BUFFER(info), &map, GST_MAP_READ);
                if (answers_a_reset({reinterpret_cast<const char *>(map.data), map.size}) && present)
                    present->add(sink);
                gst_buffer_unmap(GST_PAD_PROBE_INFO_BUFFER(info), &map);
                return GST_PAD_PROBE_OK;
            },
            nullptr, nullptr);
    }
    size_t count() {
        const std::lock_guard guard(mutex_);
        return answered_.size();
    }

    static inline ResetAnswers *present = nullptr;

private:
    void add(GstPad *sink) {
        const std::lock_guard guard(mutex_);
        answered_.insert(sink);
    }

    std::mutex mutex_;
    std::set<GstPad *> answered_;
};

} // namespace

TEST(Goodbye, of_a_data_channel_is_answered_before_its_connection_ends) {
    ResetAnswers answers;
    LinkedSignaling::Net net;
    const auto data_alone = [] { return pipeline_file({"", "", "", "", "", ""}); };
    TestBooth a(net, "a", data_alone());
    TestBooth b(net, "b", data_alone());
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return a.channel && b.channel; }, 20s));
    const DataChannel *chat = b.channel;
    DataChannel &ours = a.booth.current()->open_channel({"files", "x"});
    ASSERT_TRUE(run_until([&] { return ours.open() && b.channel != chat && b.channel->open(); }, 20s));
    ours.close();
    EXPECT_TRUE(run_until([&] { return answers.count() == 2; }, 5s))
        << answers.count() << " sides heard that it closed";
    EXPECT_TRUE(a.connected() && b.connected());
}

TEST(Goodbye, of_dtls_alone_ends_the_call_as_a_hang_up) {
    Encryptors encryptors;
    LinkedSignaling::Net net;
    TestBooth a(net, "a", pipeline_file(), Abilities{});
    TestBooth b(net, "b", pipeline_file(), Abilities{});
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return media_flows(a) && media_flows(b) && a.channel && b.channel; }, 20s));
    ASSERT_TRUE(encryptors.close_first());
    EXPECT_TRUE(run_until([&] { return !a.ends.empty() || !b.ends.empty(); }, 3s)) << "before it counts as silent";
    const auto &ended = a.ends.empty() ? b : a;
    EXPECT_EQ(ended.ends, std::vector{EndReason::remote_hangup});
    EXPECT_EQ(ended.status.get("booth.calls"), "1") << "nothing was rebuilt";
}

} // namespace callbooth::test

/// In place of GStreamer's.
extern "C" GstElement *gst_element_factory_make(const char *factory, const char *name) {
    using Make = GstElement *(const char *, const char *);
    static auto *const make = reinterpret_cast<Make *>(dlsym(RTLD_NEXT, "gst_element_factory_make"));
    GstElement *element = make(factory, name);
    if (auto *encryptors = callbooth::test::Encryptors::present; encryptors && std::strcmp(factory, "dtlsenc") == 0)
        encryptors->add(element);
    if (callbooth::test::ResetAnswers::present && std::strcmp(factory, "sctpdec") == 0)
        callbooth::test::ResetAnswers::watch(element);
    return element;
}
