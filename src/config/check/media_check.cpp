// SPDX-License-Identifier: MIT
#include "config/check/media_check.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::config {
namespace {

using Kind = FragmentElement::Kind;

bool is_reference(const Node &node) { return node.syntax->kind == Kind::reference; }
bool is_caps(const Node &node) { return node.syntax->kind == Kind::caps; }

bool is_payloader(const Node &node) {
    return node.syntax->kind == Kind::element && node.factory && has_class(node.factory.get(), "Payloader") &&
           !has_class(node.factory.get(), "Depayloader");
}

void check_capture(FragmentCheck &capture) {
    const Node &front = capture.front(), &back = capture.back();
    if (is_caps(front))
        capture.error(front, fmt::format("{} must begin with a source, not with caps", capture.where()));
    else if (!is_reference(front) && front.open_input() && !capture.is_referenced(front))
        capture.error(front, fmt::format("{} must begin with a source, but '{}' waits for an input", capture.where(),
                                         front.syntax->title()));
    if (const Node *format = capture.behind_front();
        format && is_caps(*format) && format->output && in_graphics_memory(format->output.get()) &&
        (front.syntax->name == "camera" || front.syntax->name == "microphone"))
        capture.error(*format,
                      fmt::format("other devices can take the place of '{}' in system memory only", front.syntax->name),
                      "take the name away, or the memory");
    if (is_reference(back) || (back.output && !back.open_output()))
        capture.error(back, fmt::format("{} must end open, for the encoder, but nothing comes out of '{}'",
                                        capture.where(), back.syntax->title()));
}

/// A payloader for what `encoded` gives.
std::string payloader_hint(const Node *encoded) {
    if (!encoded || !encoded->open_output() || gst_caps_is_any(encoded->output.get()))
        return "VP8 wants rtpvp8pay, H.264 rtph264pay, Opus rtpopuspay";
    std::vector<std::string> fitting;
    for (const auto &name : factory_names()) {
        const auto factory = find_factory(name);
        if (!name.starts_with("rtp") || !has_class(factory.get(), "Payloader/Network/RTP"))
            continue;
        const auto input = template_caps(factory.get(), GST_PAD_SINK);
        if (!gst_caps_is_any(input.get()) && gst_caps_can_intersect(encoded->output.get(), input.get()) == TRUE)
            fitting.push_back(name);
    }
    return fitting.size() == 1 ? fmt::format("add '! {}'", fitting.front()) : std::string();
}

void check_encode(const MediaKind &kind, FragmentCheck &encode, const std::string &media) {
    const Node &front = encode.front(), &back = encode.back();
    if (!is_reference(front) && front.input && !front.open_input())
        encode.error(front, fmt::format("{} must begin with an input, for the captured {}, but '{}' has none",
                                        encode.where(), kind.name, front.syntax->title()));
    if (is_caps(back) || is_reference(back) || (back.factory && !is_payloader(back)))
        return encode.error(
            back, fmt::format("{} must end with an RTP payloader, not with '{}'", encode.where(), back.syntax->title()),
            payloader_hint(&back));
    if (encode.clean() && media != kind.name)
        encode.error(back, fmt::format("'{}' sends {}, but stands in {}", back.syntax->title(),
                                       media.empty() ? "something else" : media, encode.where()));
}

/// What carries pictures between a graphics card's memory and the system's.
std::string memory_hint(const GstCaps *caps, bool to_system) {
    const auto type = describe_caps(caps);
    if (type.find("memory:GLMemory") != std::string::npos)
        return to_system ? "add '! gldownload' to it" : "put 'glupload !' in front of it";
    if (type.find("memory:NVMM") != std::string::npos)
        return to_system ? "add '! nvvidconv ! video/x-raw' to it"
                         : "put 'nvvidconv ! video/x-raw(memory:NVMM) !' in front of it";
    return "fragments meet in system memory: convert it there";
}

std::string decoder_hint(const GstCaps *caps) {
    if (in_graphics_memory(caps))
        return memory_hint(caps, true);
    const auto type = describe_caps(caps);
    if (type == "image/jpeg")
        return "add '! jpegdec' to it";
    return fmt::format("decode it in [capture]; when the camera encodes, [encode] has the payloader alone");
}

/// The end of [capture], our converter, the begin of [encode].
void check_seam(const MediaKind &kind, FragmentCheck &capture, FragmentCheck &encode) {
    const bool encodes = encode.before_back() || &encode.front() != &encode.back();
    const auto raw = parse_caps(kind.raw);
    const Node &from = capture.back(), &to = encode.front();
    if (!from.output || !to.input)
        return;
    const GstCaps *wanted = encodes ? raw.get() : to.input.get();
    if (gst_caps_can_intersect(from.output.get(), wanted) == FALSE || in_graphics_memory(from.output.get()))
        capture.error(from,
                      fmt::format("{} ends with {}, but {} takes {}", capture.where(), describe_caps(from.output.get()),
                                  encode.where(), describe_caps(wanted)),
                      decoder_hint(from.output.get()));
    if (encodes && (gst_caps_can_intersect(raw.get(), to.input.get()) == FALSE || in_graphics_memory(to.input.get())))
        encode.error(to,
                     fmt::format("{} is given {}, but '{}' takes {}", encode.where(), describe_caps(raw.get()),
                                 to.syntax->title(), describe_caps(to.input.get())),
                     in_graphics_memory(to.input.get()) ? memory_hint(to.input.get(), false) : "");
}

using ElementHandle = std::unique_ptr<GstElement, FreeWith<gst_object_unref>>;

/// What only GStreamer itself can find; it knows no positions.
void ask_gstreamer(FragmentCheck &fragment, const std::string &before, const std::string &behind) {
    if (!fragment.clean() || fragment.refers_outside())
        return;
    const auto text = before + fragment.text() + behind;
    GError *error = nullptr;
    const ElementHandle bin(
        gst_parse_bin_from_description_full(text.c_str(), FALSE, nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error));
    const ErrorHandle owned(error);
    if (error)
        fragment.error_at(0, fmt::format("GStreamer refuses this: {}", error->message));
}

} // namespace

void check_sending(const MediaKind &kind, FragmentCheck *capture, FragmentCheck *encode, const Encoding &encoding) {
    if (capture && capture->has_syntax())
        check_capture(*capture);
    if (encode && encode->has_syntax())
        check_encode(kind, *encode, encoding.media);
    if (capture && encode && capture->clean() && encode->clean())
        check_seam(kind, *capture, *encode);
    if (capture)
        ask_gstreamer(*capture, "", " ! fakesink");
    if (encode)
        ask_gstreamer(*encode, "fakesrc ! ", " ! fakesink");
}

void check_pair(const MediaKind &kind, FragmentCheck *capture, FragmentCheck *encode) {
    if (capture && !encode)
        capture->error_at(0, fmt::format("{} is there, but [encode] {} is not", capture->where(), kind.name),
                          fmt::format("add {} = '{}' to [encode]", kind.name, kind.encoding));
    if (encode && !capture)
        encode->error_at(0, fmt::format("{} is there, but [capture] {} is not", encode->where(), kind.name),
                         fmt::format("add {} to [capture], or leave it out of both", kind.name));
}

void check_render(const MediaKind &kind, FragmentCheck *render) {
    if (!render)
        return;
    if (render->has_syntax()) {
        const Node &front = render->front(), &back = render->back();
        const auto raw = parse_caps(kind.raw);
        if (is_reference(front) || (front.input && !front.open_input()))
            render->error(front, fmt::format("{} must begin with an input, for the received {}, but '{}' has none",
                                             render->where(), kind.name, front.syntax->title()));
        else if (front.input && (gst_caps_can_intersect(raw.get(), front.input.get()) == FALSE ||
                                 in_graphics_memory(front.input.get())))
            render->error(front,
                          fmt::format("{} is given {}, but '{}' takes {}", render->where(), describe_caps(raw.get()),
                                      front.syntax->title(), describe_caps(front.input.get())),
                          in_graphics_memory(front.input.get()) ? memory_hint(front.input.get(), false) : "");
        if (is_caps(back) || (!is_reference(back) && back.open_output() && !render->is_referenced(back)))
            render->error(
                back,
                fmt::format("{} must end in a sink, but '{}' has an output", render->where(), back.syntax->title()),
                fmt::format("add '! auto{}sink'", kind.name));
    }
    ask_gstreamer(*render, "fakesrc ! ", "");
}

} // namespace callbooth::config
