// SPDX-License-Identifier: MIT
#include "config/fragment/fragment.hpp"
#include "config/fragment/gst.hpp"

namespace callbooth::config {
namespace {

/// The field's string, or the first one of its list.
std::string first_string(const GstStructure *structure, const char *field) {
    const GValue *value = gst_structure_get_value(structure, field);
    if (value && GST_VALUE_HOLDS_LIST(value) && gst_value_list_get_size(value) > 0)
        value = gst_value_list_get_value(value, 0);
    return value && G_VALUE_HOLDS_STRING(value) ? g_value_get_string(value) : "";
}

/// `video` of `video/x-vp8`.
std::string top_level_type(const GstCaps *caps) {
    if (gst_caps_is_any(caps) || gst_caps_is_empty(caps))
        return {};
    const std::string name = gst_structure_get_name(gst_caps_get_structure(caps, 0));
    return name.substr(0, name.find('/'));
}

void describe_payloader(const std::string &factory_name, Encoding &encoding) {
    const auto factory = find_factory(factory_name);
    if (!factory)
        return;
    const auto caps = template_caps(factory.get(), GST_PAD_SRC);
    if (gst_caps_is_any(caps.get()) || gst_caps_is_empty(caps.get()))
        return;
    const GstStructure *structure = gst_caps_get_structure(caps.get(), 0);
    encoding.media = first_string(structure, "media");
    if (encoding.media.empty()) // rtpvp8pay and rtpvp9pay say it at run time only
        encoding.media = top_level_type(template_caps(factory.get(), GST_PAD_SINK).get());
    encoding.encoding_name = first_string(structure, "encoding-name");
    gst_structure_get_int(structure, "clock-rate", &encoding.clock_rate);
    if (int payload = 0; gst_structure_get_int(structure, "payload", &payload))
        encoding.payload = payload;
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    const auto end = text.find_last_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, end - begin + 1));
}

} // namespace

Encoding split_encoding(const ParsedFragment &encode) {
    const auto &[fragment, tree] = encode;
    Encoding encoding;
    if (tree.problem)
        return encoding;
    const auto &elements = tree.chains.back().elements;
    const auto &payloader = elements.back();
    if (payloader.kind != FragmentElement::Kind::element)
        return encoding;
    const std::string_view text(fragment.text);
    encoding.payloader = trimmed(text.substr(payloader.begin, payloader.end - payloader.begin));
    if (elements.size() > 1) // cut at the end of what stands before: the `!` goes
        encoding.encoder = trimmed(text.substr(0, elements[elements.size() - 2].end));
    describe_payloader(payloader.factory, encoding);
    return encoding;
}

} // namespace callbooth::config
