// SPDX-License-Identifier: MIT
#include "media/connection/decodable.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

namespace callbooth::media {

namespace {

using Factories = std::unique_ptr<GList, decltype(&gst_plugin_feature_list_free)>;

/// Those that decodebin takes by itself.
Factories factories(GstElementFactoryListType type) {
    return {gst_element_factory_list_get_elements(type, GST_RANK_MARGINAL), &gst_plugin_feature_list_free};
}

template <class F> bool any(const Factories &list, F &&condition) {
    for (GList *each = list.get(); each; each = each->next)
        if (condition(GST_ELEMENT_FACTORY(each->data)))
            return true;
    return false;
}

template <class F> bool any_structure(GstElementFactory *factory, GstPadDirection direction, F &&condition) {
    for (const GList *each = gst_element_factory_get_static_pad_templates(factory); each; each = each->next) {
        auto *pad = static_cast<GstStaticPadTemplate *>(each->data);
        const Handle<GstCaps> caps(gst_static_pad_template_get_caps(pad));
        for (guint i = 0; pad->direction == direction && i < gst_caps_get_size(caps.get()); ++i)
            if (condition(gst_caps_get_structure(caps.get(), i)))
                return true;
    }
    return false;
}

/// What comes out of the depayloader is raw, or some decoder takes it.
bool is_decoded(GstElementFactory *depayloader, const Factories &decoders) {
    return any_structure(depayloader, GST_PAD_SRC, [&](const GstStructure *made) {
        const Handle<GstCaps> caps(gst_caps_new_full(gst_structure_copy(made), nullptr));
        return std::string_view(gst_structure_get_name(made)).ends_with("/x-raw") ||
               any(decoders, [&](GstElementFactory *decoder) {
                   return gst_element_factory_can_sink_any_caps(decoder, caps.get());
               });
    });
}

/// By its name: some depayloaders take any.
bool takes(GstElementFactory *depayloader, const GstCaps *codec) {
    return any_structure(depayloader, GST_PAD_SINK, [&](const GstStructure *taken) {
        return gst_structure_has_field(taken, "encoding-name") &&
               gst_structure_can_intersect(taken, gst_caps_get_structure(codec, 0));
    });
}

Handle<GstCaps> rtp_caps_of(const SdpCodec &codec) {
    const Handle<char> name(g_ascii_strup(codec.name.c_str(), -1));
    return Handle<GstCaps>(gst_caps_new_simple("application/x-rtp", "encoding-name", G_TYPE_STRING, name.get(),
                                               "clock-rate", G_TYPE_INT, codec.clock_rate, nullptr));
}

} // namespace

bool is_decodable(const SdpCodec &codec) {
    const auto caps = rtp_caps_of(codec);
    const auto depayloaders = factories(GST_ELEMENT_FACTORY_TYPE_DEPAYLOADER);
    const auto decoders = factories(GST_ELEMENT_FACTORY_TYPE_DECODER);
    return any(depayloaders, [&](GstElementFactory *depayloader) {
        return takes(depayloader, caps.get()) && is_decoded(depayloader, decoders);
    });
}

} // namespace callbooth::media
