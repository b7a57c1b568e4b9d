// SPDX-License-Identifier: MIT
#include "config/check/check.hpp"
#include "config/fragment/gst.hpp"
#include "config/parse.hpp"
#include <gst/gst.h>
#include <gtest/gtest.h>

namespace callbooth::config {
namespace {

std::string diagnose(const std::string &text) {
    Diagnostics diagnostics;
    check(parse(std::make_shared<const Source>(Source{"booth.toml", text}), {}, diagnostics), diagnostics);
    return diagnostics.format();
}

/// A GStreamer without one of its elements, as long as this lives.
class WithoutElement {
public:
    explicit WithoutElement(const char *name) : factory_(find_factory(name)) {
        gst_registry_remove_feature(gst_registry_get(), GST_PLUGIN_FEATURE(factory_.get()));
    }
    WithoutElement(const WithoutElement &) = delete;
    WithoutElement &operator=(const WithoutElement &) = delete;
    ~WithoutElement() { gst_registry_add_feature(gst_registry_get(), GST_PLUGIN_FEATURE(factory_.get())); }

private:
    FactoryHandle factory_;
};

TEST(Check, names_the_package_of_a_well_known_element) {
    const WithoutElement element("vp8enc");
    EXPECT_EQ(diagnose("[capture]\nvideo = 'videotestsrc'\n[encode]\nvideo = 'vp8enc ! rtpvp8pay'\n"),
              "booth.toml:4:10: error: there is no element 'vp8enc'\n"
              "video = 'vp8enc ! rtpvp8pay'\n"
              "         ^\n"
              "hint: apt install gstreamer1.0-plugins-good\n");
}

TEST(Check, knows_what_every_booth_needs) {
    const WithoutElement element("nicesrc");
    EXPECT_EQ(diagnose("[transport]\n"),
              "booth.toml:1:1: error: a booth needs GStreamer's 'nicesrc', which is missing\n"
              "[transport]\n"
              "^\n"
              "hint: apt install gstreamer1.0-nice\n");
    EXPECT_EQ(diagnose("[http]\n"), "");
}

TEST(Check, refuses_turn_over_tls_which_would_not_be_encrypted) { // M12
    EXPECT_EQ(diagnose("[transport]\nturn-server = 'turns://ann:hush@chat.example:5349'\n"),
              "booth.toml:2:15: error: TURN over TLS would not be encrypted here\n"
              "turn-server = 'turns://ann:hush@chat.example:5349'\n"
              "              ^\n"
              "hint: write turn://USER:PASSWORD@HOST:PORT?transport=tcp\n");
    EXPECT_EQ(diagnose("[transport]\nturn-server = 'turn://ann:hush@chat.example:3478?transport=tcp'\n"), "");
}

TEST(Check, does_not_complain_of_what_it_could_not_read) {
    const auto text = diagnose("[capture]\nvideo = 'videotestsrc'\n[encode]\nvideo = 5\n");
    EXPECT_EQ(text, "booth.toml:4:9: error: 'video' must be a string with a fragment of gst-launch syntax, not 5\n"
                    "video = 5\n"
                    "        ^\n");
}

} // namespace
} // namespace callbooth::config
