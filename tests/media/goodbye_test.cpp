// SPDX-License-Identifier: MIT
/// A partner that closes DTLS (close_notify, RFC 5246 section 7.2.1) and says nothing else.
#include <chrono>
#include <cstring>
#include <dlfcn.h>
#include <mutex>
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

} // namespace

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
    return element;
}
