// SPDX-License-Identifier: MIT
#include "media/local/pipeline_text.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>

#include "config/fragment/gst.hpp"
#include <fmt/format.h>

namespace callbooth::media {

namespace {

/// The last frames matter, not all of them: a queue that drops the oldest when what follows is too slow.
constexpr auto video_queue = "queue leaky=downstream max-size-buffers=2 max-size-bytes=0 max-size-time=0";
constexpr auto audio_queue = "queue leaky=downstream max-size-buffers=0 max-size-bytes=0 max-size-time=200000000";

/// Callbacks take each sample at once; nothing is held back or waits for a clock.
std::string appsink(const char *name) {
    return fmt::format("appsink name={} sync=false async=false enable-last-sample=false max-buffers=8 drop=true", name);
}

/// Browsers decode the constrained baseline profile everywhere; an encoder left alone may choose another.
std::string encoder_caps(const config::Encoding &encoding) {
    const bool chosen = encoding.encoder.find("video/x-h264") != std::string::npos;
    if (encoding.encoding_name != "H264" || chosen)
        return "";
    return " ! video/x-h264,profile=constrained-baseline,stream-format=byte-stream,alignment=au";
}

/// In front of the encoder. H.264 has even sizes only; left alone its encoders fail on others.
std::string video_input(const config::Encoding &encoding) {
    const bool even = encoding.encoding_name == "H264" || encoding.encoding_name == "H265";
    return fmt::format("{} name={}{}", even ? "videoconvertscale" : "videoconvert", names::gate_video,
                       even ? " ! video/x-raw,width=[2,16384,2],height=[2,16384,2]" : "");
}

/// Browsers take Opus with one channel or two; opusenc left alone encodes as many as the microphone has.
std::string audio_input(const config::Encoding &encoding) {
    return fmt::format("audioconvert ! audioresample name={}{}", names::gate_audio,
                       encoding.encoding_name == "OPUS" ? " ! audio/x-raw,channels=[1,2]" : "");
}

bool is_decoder(const config::FragmentElement &element) {
    const auto factory =
        element.kind == config::FragmentElement::Kind::element ? config::find_factory(element.factory) : nullptr;
    return factory && config::has_class(factory.get(), "Decoder");
}

/// One pad that is there from the beginning, in that direction and none in the other; more may be requested, as of
/// libcamerasrc.
bool has_one_pad(const std::string &name, GstPadDirection direction) {
    const auto factory = config::find_factory(name);
    if (!factory)
        return false;
    int always = 0;
    for (const GList *item = gst_element_factory_get_static_pad_templates(factory.get()); item; item = item->next) {
        const auto *pad = static_cast<GstStaticPadTemplate *>(item->data);
        if (pad->direction != direction || pad->presence == GST_PAD_SOMETIMES)
            return false;
        always += pad->presence == GST_PAD_ALWAYS ? 1 : 0;
    }
    return always == 1;
}

/// The fragment, with our appsrc in the place of the device.
std::string with_place(const config::ParsedFragment &capture, std::string_view device, const char *name, int buffers) {
    const auto place = slot_element(capture, device);
    if (!place)
        return capture.fragment.text;
    return fmt::format("appsrc name={} format=time is-live=true max-buffers={} max-bytes=0 leaky-type=downstream{}{}",
                       name, buffers, place->rest.empty() ? "" : " ! ", place->rest);
}

/// The fragment, with our appsink in the place of the speaker.
std::string with_speaker_place(const config::ParsedFragment &render) {
    const auto speaker = speaker_element(render);
    return speaker ? speaker->before + appsink(names::speaker) + speaker->after : render.fragment.text;
}

std::string describe_video(const config::KindPlan &video, bool with_preview) {
    const auto &encoding = video.encoding;
    auto text = fmt::format("{} ! clocksync name={} sync=false", with_place(*video.capture, "camera", names::camera, 4),
                            names::pace_video);
    if (encoding.encoder.empty())
        return fmt::format("{} ! {} name={} ! {}", text, video_queue, names::gate_video, appsink(names::encoded_video));
    if (with_preview)
        text += fmt::format(" ! tee name=callbooth-split  callbooth-split. ! {} ! video/x-raw ! {}  callbooth-split.",
                            video_queue, appsink(names::preview));
    return fmt::format("{} ! {} ! {} ! {}{} ! {}", text, video_queue, video_input(encoding), encoding.encoder,
                       encoder_caps(encoding), appsink(names::encoded_video));
}

std::string describe_audio(const config::KindPlan &audio) {
    const auto &encoding = audio.encoding;
    const auto text =
        fmt::format("{} ! clocksync name={} sync=false ! {}",
                    with_place(*audio.capture, "microphone", names::microphone, 50), names::pace_audio, audio_queue);
    if (encoding.encoder.empty())
        return fmt::format("{} name={} ! {}", text, names::gate_audio, appsink(names::encoded_audio));
    return fmt::format("{} ! {} ! {} ! {}", text, audio_input(encoding), encoding.encoder,
                       appsink(names::encoded_audio));
}

/// No chain begins or ends at an element of another fragment.
bool stands_alone(const config::ParsedFragment &parsed) {
    std::set<std::string> names;
    std::vector<std::string> references;
    for (const auto &chain : parsed.tree.chains)
        for (const auto &element : chain.elements)
            if (element.kind == config::FragmentElement::Kind::reference)
                references.push_back(element.name);
            else
                names.insert(element.name);
    return std::all_of(references.begin(), references.end(), [&](const auto &name) { return names.contains(name); });
}

bool stand_alone(std::initializer_list<const std::optional<config::ParsedFragment> *> fragments) {
    return std::all_of(fragments.begin(), fragments.end(),
                       [](const auto *fragment) { return !*fragment || stands_alone(**fragment); });
}

std::vector<std::string> divided(std::string video, std::string audio, bool divide) {
    std::vector<std::string> texts;
    for (auto *text : {&video, &audio})
        if (!text->empty())
            texts.push_back(std::move(*text));
    if (texts.size() == 2 && !divide)
        return {texts.front() + "\n" + texts.back()};
    return texts;
}

} // namespace

std::optional<SlotElement> slot_element(const config::ParsedFragment &capture, std::string_view name) {
    using Kind = config::FragmentElement::Kind;
    const auto &[fragment, tree] = capture;
    if (tree.problem)
        return std::nullopt;
    const auto &elements = tree.chains.front().elements;
    const auto &source = elements.front();
    if (source.kind != Kind::element || source.name != name || !has_one_pad(source.factory, GST_PAD_SRC))
        return std::nullopt;
    SlotElement place{fragment.text.substr(source.begin, source.end - source.begin), "", ""};
    size_t kept = 1;
    if (elements.size() > 1 && elements[1].kind == Kind::caps) {
        place.format = elements[1].caps;
        if (elements.size() > 2 && is_decoder(elements[2]))
            kept = 3;
    }
    if (kept < elements.size())
        place.rest = fragment.text.substr(elements[kept].begin);
    else if (tree.chains.size() > 1)
        return std::nullopt; // what follows belongs to something else
    return place;
}

std::optional<SpeakerElement> speaker_element(const config::ParsedFragment &render) {
    const auto &[fragment, tree] = render;
    if (tree.problem)
        return std::nullopt;
    for (const auto &chain : tree.chains)
        for (const auto &element : chain.elements)
            if (element.kind == config::FragmentElement::Kind::element && element.name == "speaker" &&
                has_one_pad(element.factory, GST_PAD_SINK))
                return SpeakerElement{fragment.text.substr(element.begin, element.end - element.begin),
                                      fragment.text.substr(0, element.begin), fragment.text.substr(element.end)};
    return std::nullopt;
}

std::string slot_problem(const config::ParsedFragment &capture, std::string_view name) {
    if (slot_element(capture, name))
        return {};
    for (const auto &chain : capture.tree.chains)
        for (const auto &element : chain.elements)
            if (element.kind == config::FragmentElement::Kind::element && element.name == name)
                return fmt::format(
                    "the {0} cannot be changed: name={0} counts for a source that stands first, with one "
                    "output that is there from the beginning, and not for this '{1}'",
                    name, element.factory);
    return {};
}

std::vector<std::string> describe_capture(const config::MediaPlan &plan) {
    const auto &[video, audio] = plan;
    return divided(video.is_sent() ? describe_video(video, video.render.has_value()) : "",
                   audio.is_sent() ? describe_audio(audio) : "",
                   stand_alone({&video.capture, &video.encode, &audio.capture, &audio.encode}));
}

std::vector<std::string> describe_render(const config::MediaPlan &plan) {
    constexpr auto source = "appsrc name={} format=time is-live=true max-buffers={} max-bytes=0 leaky-type=downstream";
    std::string video, audio;
    if (plan.video.render)
        video = fmt::format(source, names::render_video, 10) + " ! videoconvert ! " + plan.video.render->fragment.text;
    if (plan.audio.render)
        audio = fmt::format(source, names::render_audio, 50) + " ! audioconvert ! audioresample ! " +
                with_speaker_place(*plan.audio.render);
    return divided(std::move(video), std::move(audio), stand_alone({&plan.video.render, &plan.audio.render}));
}

} // namespace callbooth::media
