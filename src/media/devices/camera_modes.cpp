// SPDX-License-Identifier: MIT
#include "media/devices/camera_modes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include <fmt/format.h>
#include <gst/video/video.h>

namespace callbooth::media {

namespace {

constexpr int default_width = 640;
constexpr int default_height = 480;
constexpr int default_rate = 30;
constexpr int default_sample_rate = 48'000;
constexpr int placeholder_rate = 10;

constexpr auto raw_video = "video/x-raw";
constexpr auto raw_audio = "audio/x-raw";

std::string text_of(const GstCaps *caps) { return Handle<char>(gst_caps_to_string(caps)).get(); }
std::string filter(const GstCaps *caps) { return fmt::format("capsfilter caps=\"{}\"", text_of(caps)); }
/// Says that it is that format; where nothing but what does not matter differs.
std::string label(const GstCaps *caps) {
    return fmt::format("capssetter name={} replace=true caps=\"{}\"", label_name, text_of(caps));
}

bool in_system_memory(const GstCaps *caps, guint index) {
    const GstCapsFeatures *features = gst_caps_get_features(caps, index);
    return gst_caps_features_is_any(features) || gst_caps_features_contains(features, "memory:SystemMemory");
}

void prefer_int(GstStructure *structure, const char *field, int value) {
    if (gst_structure_has_field(structure, field))
        gst_structure_fixate_field_nearest_int(structure, field, value);
    else
        gst_structure_set(structure, field, G_TYPE_INT, value, nullptr);
}

void prefer_fraction(GstStructure *structure, const char *field, int numerator, int denominator) {
    if (gst_structure_has_field(structure, field))
        gst_structure_fixate_field_nearest_fraction(structure, field, numerator, denominator);
    else
        gst_structure_set(structure, field, GST_TYPE_FRACTION, numerator, denominator, nullptr);
}

/// The lowest one that is enough: it can be lowered, but not be raised.
void prefer_rate(GstStructure *structure, int numerator, int denominator) {
    const GValue *offered = gst_structure_get_value(structure, "framerate");
    const GValue *best = nullptr;
    const guint count = offered != nullptr && GST_VALUE_HOLDS_LIST(offered) ? gst_value_list_get_size(offered) : 0;
    for (guint i = 0; i < count; ++i) {
        const GValue *rate = gst_value_list_get_value(offered, i);
        if (GST_VALUE_HOLDS_FRACTION(rate) &&
            gst_util_fraction_compare(gst_value_get_fraction_numerator(rate), gst_value_get_fraction_denominator(rate),
                                      numerator, denominator) >= 0 &&
            (best == nullptr || gst_value_compare(rate, best) == GST_VALUE_LESS_THAN))
            best = rate;
    }
    if (best != nullptr) {
        numerator = gst_value_get_fraction_numerator(best);
        denominator = gst_value_get_fraction_denominator(best);
    }
    prefer_fraction(structure, "framerate", numerator, denominator);
}

void prefer_text(GstStructure *structure, const char *field, const char *value) {
    if (gst_structure_has_field(structure, field))
        gst_structure_fixate_field_string(structure, field, value);
    else
        gst_structure_set(structure, field, G_TYPE_STRING, value, nullptr);
}

int number(const GstStructure *structure, const char *field, int fallback) {
    int value = fallback;
    return structure != nullptr && gst_structure_get_int(structure, field, &value) ? value : fallback;
}

double rate_of(const GstStructure *structure) {
    int numerator = 0;
    int denominator = 1;
    if (structure == nullptr || !gst_structure_get_fraction(structure, "framerate", &numerator, &denominator))
        return 0;
    return static_cast<double>(numerator) / std::max(denominator, 1);
}

std::chrono::microseconds interval_of(const GstStructure *structure) {
    const double rate = rate_of(structure);
    return std::chrono::microseconds(rate > 0 ? std::llround(1e6 / rate) : 0);
}

/// Those that `wanted` names, and our defaults for the rest.
void prefer_size_and_rate(GstStructure *structure, const GstStructure *wanted) {
    prefer_int(structure, "width", number(wanted, "width", default_width));
    prefer_int(structure, "height", number(wanted, "height", default_height));
    int numerator = default_rate;
    int denominator = 1;
    if (wanted != nullptr)
        gst_structure_get_fraction(wanted, "framerate", &numerator, &denominator);
    prefer_rate(structure, numerator, denominator);
}

void fix_video(GstStructure *structure, const GstStructure *hint) {
    prefer_text(structure, "format", "I420");
    prefer_size_and_rate(structure, hint);
    prefer_fraction(structure, "pixel-aspect-ratio", 1, 1);
    prefer_text(structure, "interlace-mode", "progressive");
}

void fix_audio(GstStructure *structure, const GstStructure *hint) {
    prefer_text(structure, "format", "S16LE");
    prefer_text(structure, "layout", "interleaved");
    prefer_int(structure, "rate", number(hint, "rate", default_sample_rate));
    prefer_int(structure, "channels", number(hint, "channels", 1));
}

/// The structure with nothing left open.
Handle<GstCaps> fixed(const GstStructure *structure, const GstStructure *hint) {
    Handle<GstCaps> caps(gst_caps_new_full(gst_structure_copy(structure), nullptr));
    GstStructure *only = gst_caps_get_structure(caps.get(), 0);
    if (gst_structure_has_name(only, raw_video))
        fix_video(only, hint);
    else
        fix_audio(only, hint);
    return Handle<GstCaps>(gst_caps_fixate(caps.release()));
}

bool installed(const char *factory) {
    return static_cast<bool>(Ref<GstElementFactory>::adopt(gst_element_factory_find(factory)));
}

/// Nothing when it cannot be decoded here.
std::optional<std::string> decoder_of(const GstStructure *structure) {
    if (gst_structure_has_name(structure, raw_video))
        return "";
    if (gst_structure_has_name(structure, "image/jpeg") && installed("jpegdec"))
        return "jpegdec";
    if (gst_structure_has_name(structure, "video/x-h264") && installed("h264parse"))
        for (const char *decoder : {"avdec_h264", "openh264dec"})
            if (installed(decoder))
                return fmt::format("h264parse ! {}", decoder);
    return std::nullopt;
}

/// How far a mode is from what is wanted; the least is the best.
using Distance = std::tuple<double, double, int>;

Distance distance(const GstStructure *mode, const GstStructure *wanted, const std::string &decoder) {
    const double width = number(mode, "width", 0);
    const double height = number(mode, "height", 0);
    const double wanted_width = number(wanted, "width", default_width);
    const double wanted_height = number(wanted, "height", default_height);
    const double size = std::min({1.0, width / wanted_width, height / wanted_height});
    const double rate = std::min(1.0, rate_of(mode) / std::max(rate_of(wanted), 1.0));
    const double missing = (1 - size) + (1 - rate);
    const double excess = width * height;
    return {missing, excess, decoder.empty() ? 0 : decoder == "jpegdec" ? 1 : 2};
}

std::string describe(const GstStructure *mode) {
    return fmt::format("{}x{} {} at {:.3g}/s", number(mode, "width", 0), number(mode, "height", 0),
                       gst_structure_get_name(mode), rate_of(mode));
}

/// The one of the structure's sizes and rates that is nearest to what is wanted; null when it names no size.
Handle<GstStructure> nearest(const GstStructure *structure, const GstStructure *wanted) {
    Handle<GstStructure> mode(gst_structure_copy(structure));
    if (!gst_structure_has_field(mode.get(), "width") || !gst_structure_has_field(mode.get(), "height"))
        return nullptr;
    prefer_size_and_rate(mode.get(), wanted);
    return mode;
}

/// What a filter shall hold the device to: the type, the size and the rate, and nothing that it chooses better itself.
Handle<GstCaps> filter_for(const GstStructure *mode) {
    GstStructure *filter = gst_structure_new_empty(gst_structure_get_name(mode));
    for (const char *field : {"width", "height", "framerate"})
        if (const GValue *value = gst_structure_get_value(mode, field))
            gst_structure_set_value(filter, field, value);
    return Handle<GstCaps>(gst_caps_new_full(filter, nullptr));
}

std::optional<Mode> best_picture(const GstCaps *offered, const GstStructure *wanted) {
    std::optional<Mode> best;
    Distance least;
    for (guint i = 0; i < gst_caps_get_size(offered); ++i) {
        const GstStructure *structure = gst_caps_get_structure(offered, i);
        const auto decoder = decoder_of(structure);
        if (!decoder || !in_system_memory(offered, i))
            continue;
        const auto mode = nearest(structure, wanted);
        if (!mode)
            continue;
        const auto far = distance(mode.get(), wanted, *decoder);
        if (best && far >= least)
            continue;
        least = far;
        best = Mode{filter_for(mode.get()), *decoder, describe(mode.get()), std::get<0>(far) < 0.01,
                    interval_of(mode.get())};
    }
    return best;
}

/// Of more than two channels without places (the inputs of a sound card, an array of microphones) GStreamer makes no
/// others by itself.
bool has_inputs_without_places(const GstStructure *sound) {
    guint64 places = 0;
    gst_structure_get(sound, "channel-mask", GST_TYPE_BITMASK, &places, nullptr);
    return number(sound, "channels", 0) > 2 && places == 0;
}

/// The first inputs.
std::string first_channels(int of, int count) {
    std::string rows;
    for (int to = 0; to < count; ++to) {
        std::string row;
        for (int from = 0; from < of; ++from)
            row += fmt::format("{}(float){}", from == 0 ? "" : ",", from == to ? 1 : 0);
        rows += fmt::format("{}<{}>", to == 0 ? "" : ",", row);
    }
    return fmt::format("audioconvert mix-matrix=\"<{}>\"", rows);
}

Mode best_sound(const GstCaps *offered, const Wanted &wanted) {
    Mode mode;
    const GstStructure *sound = gst_caps_is_empty(offered) ? nullptr : gst_caps_get_structure(offered, 0);
    if (sound != nullptr && has_inputs_without_places(sound))
        mode.decoder = first_channels(number(sound, "channels", 0),
                                      number(gst_caps_get_structure(wanted.caps.get(), 0), "channels", 1));
    return mode;
}

} // namespace

bool Wanted::video() const {
    const std::string_view type = gst_structure_get_name(gst_caps_get_structure(caps.get(), 0));
    return type.starts_with("video/") || type.starts_with("image/");
}

std::optional<Wanted> wanted_format(const GstCaps *acceptable, const GstCaps *hint) {
    if (acceptable == nullptr || gst_caps_is_any(acceptable) || gst_caps_is_empty(acceptable))
        return std::nullopt;
    const GstStructure *said =
        hint != nullptr && gst_caps_get_size(hint) > 0 ? gst_caps_get_structure(hint, 0) : nullptr;
    for (guint i = 0; i < gst_caps_get_size(acceptable); ++i) {
        const GstStructure *structure = gst_caps_get_structure(acceptable, i);
        const bool raw = gst_structure_has_name(structure, raw_video) || gst_structure_has_name(structure, raw_audio);
        if (raw && in_system_memory(acceptable, i))
            return Wanted{fixed(structure, said), true};
    }
    return Wanted{Handle<GstCaps>(gst_caps_copy(acceptable)), false};
}

std::optional<Mode> best_mode(const GstCaps *offered, const Wanted &wanted) {
    if (offered == nullptr || gst_caps_is_any(offered))
        return Mode{};
    if (!wanted.video())
        return wanted.raw ? best_sound(offered, wanted) : Mode{};
    if (!wanted.raw)
        return gst_caps_can_intersect(offered, wanted.caps.get()) == TRUE ? std::optional(Mode{}) : std::nullopt;
    return best_picture(offered, gst_caps_get_structure(wanted.caps.get(), 0));
}

std::string conversion(const Mode &mode, const Wanted &wanted) {
    if (!wanted.raw)
        return filter(wanted.caps.get());
    if (!wanted.video())
        return (mode.decoder.empty() ? "" : mode.decoder + " ! ") + "audioconvert ! audioresample ! " +
               filter(wanted.caps.get());
    const GstStructure *format = gst_caps_get_structure(wanted.caps.get(), 0);
    std::string text = mode.caps ? filter(mode.caps.get()) + " ! " : std::string();
    if (!mode.decoder.empty())
        text += mode.decoder + " ! ";
    return text + fmt::format("videorate drop-only=true max-rate={} ! videoconvertscale ! "
                              "video/x-raw,format={},width={},height={},pixel-aspect-ratio=1/1 ! "
                              "{}",
                              std::max(1, static_cast<int>(std::ceil(rate_of(format)))),
                              gst_structure_get_string(format, "format"), number(format, "width", default_width),
                              number(format, "height", default_height), label(wanted.caps.get()));
}

std::string placeholder(const Wanted &wanted) {
    if (!wanted.video())
        return "audiotestsrc is-live=true wave=silence samplesperbuffer=480 ! " + filter(wanted.caps.get());
    const GstStructure *format = gst_caps_get_structure(wanted.caps.get(), 0);
    return fmt::format("videotestsrc is-live=true pattern=solid-color foreground-color=0xff303030 ! "
                       "video/x-raw,format={},width={},height={},framerate={}/1 ! "
                       "{}",
                       gst_structure_get_string(format, "format"), number(format, "width", default_width),
                       number(format, "height", default_height), placeholder_rate, label(wanted.caps.get()));
}

} // namespace callbooth::media
