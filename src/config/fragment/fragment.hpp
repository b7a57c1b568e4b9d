// SPDX-License-Identifier: MIT
/// gst-launch syntax with positions. GStreamer's own parser says what is wrong, but not where.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/pipeline_file.hpp"

namespace callbooth::config {

/// One `key=value`. Offsets are bytes of the fragment's text.
struct FragmentProperty {
    std::string name;
    std::string value; ///< without quotes and escapes
    size_t begin = 0;  ///< of the name
    size_t value_begin = 0;
    size_t end = 0;
};

/// What stands between two `!`.
struct FragmentElement {
    enum class Kind { element, caps, reference };

    Kind kind = Kind::element;
    std::string factory;  ///< element: `videotestsrc`
    std::string caps;     ///< caps: `video/x-raw,width=640`
    std::string name;     ///< element: of its `name=`, or empty; reference: the element it means
    std::string sink_pad; ///< when one is named: `x ! mixer.sink_0`, `x ! .sink_0 mixer`
    std::string src_pad;  ///< when one is named: `demuxer.video_0 ! x`, `demuxer .video_0 ! x`
    std::vector<FragmentProperty> properties;
    size_t begin = 0;
    size_t end = 0;

    /// As messages call it.
    const std::string &title() const { return kind == Kind::element ? factory : kind == Kind::caps ? caps : name; }
};

/// Elements linked from left to right.
struct FragmentChain {
    std::vector<FragmentElement> elements;
};

struct FragmentProblem {
    size_t offset = 0;
    std::string message;
    std::string hint;
};

/// A syntactically right fragment has at least one chain, no chain is empty, and there is no problem.
struct FragmentTree {
    std::vector<FragmentChain> chains;
    std::optional<FragmentProblem> problem; ///< reading stopped here
};

FragmentTree parse_fragment(std::string_view text);

/// Where byte `offset` of the fragment's text stands in the source.
At position(const Fragment &fragment, size_t offset);

/// A fragment with what was read of it.
struct ParsedFragment {
    Fragment fragment;
    FragmentTree tree;
};

ParsedFragment parse_fragment(const Fragment &fragment);

/// An [encode] fragment cut before its payloader, and what the payloader sends.
struct Encoding {
    std::string encoder;        ///< gst-launch syntax; empty when the payloader stands alone (the camera encodes)
    std::string payloader;      ///< gst-launch syntax of one element
    std::string media;          ///< `video`, `audio`
    std::string encoding_name;  ///< `VP8`
    int clock_rate = 0;         ///< Hz
    std::optional<int> payload; ///< the payload type when the codec has a fixed one (PCMU: 0)
};

/// For a fragment that check() found right; of any other one `payloader` may be empty. Needs gst_init.
Encoding split_encoding(const ParsedFragment &encode);

} // namespace callbooth::config
