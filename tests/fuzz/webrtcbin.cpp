// SPDX-License-Identifier: MIT
/// A stranger's description through the translator and a real webrtcbin: as an offer that is answered, and as the
/// answer to an offer of ours. An input that begins with `#` is a description of real peers and changes to it, three
/// bytes each; another one is the description itself.
#include <optional>

#include "fuzz.hpp"
#include "media/connection/sdp/sdp_translator.hpp"
#include "media/connection/webrtc_pipeline.hpp"
#include "support/sdp_samples.hpp"

namespace callbooth::fuzz {

namespace {

using media::WebRtcPipeline;
using Lines = std::vector<std::string>;

constexpr gint64 deadline = 20 * G_USEC_PER_SEC; // sanitizers and a busy machine are slow

const config::Encoding &encoding_of(std::string_view kind) {
    static const config::Encoding video{"", "rtpvp8pay", "video", "VP8", 90000, {}};
    static const config::Encoding audio{"", "rtpopuspay", "audio", "OPUS", 48000, {}};
    return kind == "video" ? video : audio;
}

/// A peer connection of a booth that sends and receives picture and sound, on threads of its own.
class Connection {
public:
    Connection() : feed_(media::make_element("appsink")) {
        WebRtcPipeline::Events on;
        on.description = [this](const std::string &text) {
            const std::lock_guard lock(mutex_);
            description_ = text;
        };
        on.candidate = [this](const IceCandidate &) { ++candidates_; };
        on.gathered = [] {};
        on.channel = [](const std::shared_ptr<media::WebRtcChannel> &) {};
        on.track = [](const media::RemoteTrack &) {};
        on.connected = [](const std::vector<std::string> &) {};
        on.state = [](GstWebRTCPeerConnectionState) {};
        on.message = [](const std::shared_ptr<GstMessage> &) {};
        on.failed = [this](EndReason, const std::string &) { failed_ = true; };
        WebRtcPipeline::Settings settings;
        settings.timeline = media::Timeline::start_now();
        settings.receive_video = settings.receive_audio = true;
        pipeline_ = WebRtcPipeline::make(std::move(settings), worker_, std::move(on));
    }
    ~Connection() {
        pipeline_->end(worker_, {}, std::chrono::milliseconds(0));
        pipeline_.reset();
        wait([this] { return worker_.idle(); }, "a connection comes to its end");
    }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// Our own offer, with the data section that a call has.
    std::string offer(media::SdpTranslator &translator) {
        translator.begin_offer(true);
        auto plan = media_plan(translator.plan());
        plan.channels = {{"data", "raw", true}};
        pipeline_->offer(std::move(plan));
        gather();
        return translator.describe(description());
    }

    /// Empty when webrtcbin refuses it.
    std::string answer(media::SdpTranslator &translator, const std::string &canonical) {
        auto plan = media_plan(translator.plan());
        plan.offer = session_description(GST_WEBRTC_SDP_TYPE_OFFER, canonical);
        pipeline_->answer(std::move(plan));
        gather();
        add_candidates();
        return failed_ ? "" : translator.describe(description());
    }

    void accept(const std::string &canonical) {
        pipeline_->accept_answer(session_description(GST_WEBRTC_SDP_TYPE_ANSWER, canonical));
        add_candidates();
        pipeline_->send(true, true);
    }

private:
    template <class F> static void wait(F &&condition, const char *what) {
        const gint64 end = g_get_monotonic_time() + deadline;
        while (!condition()) {
            require(g_get_monotonic_time() < end, what);
            g_usleep(200);
        }
    }

    static Handle<GstWebRTCSessionDescription> session_description(GstWebRTCSDPType type, const std::string &text) {
        return Handle<GstWebRTCSessionDescription>(
            gst_webrtc_session_description_new(type, media::parse_sdp(text).release()));
    }

    media::Negotiation media_plan(const media::SdpPlan &plan) {
        media::Negotiation made;
        for (const auto &section : plan.sections) {
            if (section.is_data())
                continue;
            auto caps = media::codec_caps(*section.codec, section.kind, section.congestion_control);
            if (section.sends)
                made.sections.push_back(
                    {media::Sending{encoding_of(section.kind), std::move(caps), feed_.outlet(), section.receives}, {}});
            else
                made.sections.push_back({std::nullopt, std::move(caps)});
        }
        return made;
    }

    /// Its own description is set when the first candidate comes.
    void gather() {
        wait([this] { return candidates_ > 0 || failed_; }, "a description is made and set");
    }

    void add_candidates() { pipeline_->add_candidate({"candidate:1 1 UDP 2122252543 127.0.0.1 9 typ host", {}, 0}); }

    std::string description() {
        const std::lock_guard lock(mutex_);
        return description_;
    }

    media::Worker worker_;
    media::Feed feed_;
    std::mutex mutex_;
    std::string description_;
    std::atomic<int> candidates_ = 0;
    std::atomic<bool> failed_ = false;
    std::shared_ptr<WebRtcPipeline> pipeline_;
};

media::LocalMedia booth() {
    media::LocalMedia local;
    local.video = {encoding_of("video"), true};
    local.audio = {encoding_of("audio"), true};
    return local;
}

/// Nothing is sent to addresses that an input makes up.
std::string keep_local(const std::string &canonical) {
    std::string kept;
    for (Input rest(canonical); !rest.empty();) {
        const std::string line(rest.line());
        if (!line.starts_with("a=candidate:") || line.find(" 127.0.0.1 ") != std::string::npos)
            kept += line + "\n";
    }
    return kept;
}

/// What our side writes is no secret and always the same, but for keys.
const std::string &our_offer() {
    static const std::string text = [] {
        media::SdpTranslator translator(booth());
        return Connection().offer(translator);
    }();
    return text;
}

/// A browser's answer to it: each line of it that an answer has, and roles.
std::string an_answer() {
    std::string text = our_offer();
    for (size_t at = 0; (at = text.find("actpass", at)) != std::string::npos;)
        text.replace(at, 7, "passive");
    return text;
}

/// RTP of an SSRC that stands in a section that webrtcbin has rejected finds no transport, which is an assertion.
void check_sections(const std::string &answer, const media::SdpPlan &plan) {
    if (answer.empty())
        return;
    const auto model = media::read_sdp(answer);
    for (const auto &planned : plan.sections)
        require(!model.sections[planned.remote].rejected, "webrtcbin accepts each section that it gets");
}

void try_offer(const std::string &text) {
    media::SdpTranslator translator(booth());
    std::string canonical;
    try {
        canonical = keep_local(translator.take_offer(text));
    } catch (const Error &) {
        return;
    }
    if (!translator.plan().sections.empty())
        check_sections(Connection().answer(translator, canonical), translator.plan());
}

void try_answer(const std::string &text) {
    media::SdpTranslator probe(booth());
    probe.begin_offer(true);
    probe.describe(our_offer());
    try {
        probe.take_answer(text);
    } catch (const Error &) {
        return;
    }
    if (probe.plan().sections.empty())
        return;
    media::SdpTranslator translator(booth());
    Connection offering;
    offering.offer(translator);
    offering.accept(keep_local(translator.take_answer(text)));
}

Lines split(const std::string &text) {
    Lines lines;
    for (Input rest(text); !rest.empty();) {
        std::string line(rest.line());
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (!line.empty())
            lines.push_back(std::move(line));
    }
    return lines;
}

/// The lines of a description, changed as the bytes say.
class Changes {
public:
    Changes(Input &input, const std::vector<Lines> &bases)
        : input_(input), bases_(bases), lines_(bases[input.byte() % bases.size()]) {}

    std::string apply() {
        const bool tidy = input_.byte() % 2 == 0;
        for (int i = 0; i < 24 && !input_.empty() && !lines_.empty(); ++i)
            change(input_.byte(), pick(input_.byte()), pick(input_.byte()));
        if (tidy)
            number_sections();
        std::string text;
        for (const auto &line : lines_)
            text += line + "\r\n";
        return text;
    }

private:
    using Index = Lines::difference_type;

    Index pick(uint8_t byte) const { return static_cast<Index>(static_cast<size_t>(byte) * 3 % lines_.size()); }

    void change(uint8_t what, Index a, Index b) {
        const std::string line = lines_[static_cast<size_t>(a)];
        switch (what % 9) {
        case 0: lines_.insert(lines_.begin() + b, line); break;
        case 1:
            lines_.erase(lines_.begin() + a);
            lines_.insert(lines_.begin() + std::min<Index>(b, static_cast<Index>(lines_.size())), line);
            break;
        case 2: lines_.erase(lines_.begin() + a); break;
        case 3: std::swap(lines_[static_cast<size_t>(a)], lines_[static_cast<size_t>(b)]); break;
        case 4: splice(bases_[static_cast<size_t>(b) % bases_.size()], static_cast<size_t>(a)); break;
        case 5: lines_.insert(lines_.begin() + std::min<Index>(4, static_cast<Index>(lines_.size())), line); break;
        case 6: change_number(lines_[static_cast<size_t>(a)], static_cast<size_t>(b)); break;
        case 7:
            lines_.insert(lines_.begin() + a, std::string(odd_lines[static_cast<size_t>(b) % std::size(odd_lines)]));
            break;
        default: take_value(lines_[static_cast<size_t>(a)], lines_[static_cast<size_t>(b)]);
        }
    }

    static bool begins_section(const std::string &line) { return line.starts_with("m="); }

    /// A section of another description, at the end.
    void splice(const Lines &other, size_t which) {
        const auto count = static_cast<size_t>(std::count_if(other.begin(), other.end(), &begins_section));
        size_t section = 0;
        for (const auto &line : other) {
            section += begins_section(line) ? 1 : 0;
            if (section == 1 + which % count && lines_.size() < 400)
                lines_.push_back(line);
        }
    }

    static void change_number(std::string &line, size_t which) {
        static constexpr const char *numbers[] = {"0",   "1",     "-1",         "96",         "127",
                                                  "128", "65536", "4294967295", "4294967296", ""};
        const auto first = line.find_first_of("0123456789");
        if (first == std::string::npos)
            return;
        const auto last = std::min(line.find_first_not_of("0123456789", first), line.size());
        line.replace(first, last - first, numbers[which % std::size(numbers)]);
    }

    static void take_value(std::string &line, const std::string &other) {
        const auto own = line.find(':');
        const auto from = other.find(':');
        if (own != std::string::npos && from != std::string::npos)
            line = line.substr(0, own) + other.substr(from);
    }

    /// So that more of it passes: each section has a mid of its own, and is in the bundle if there is one.
    void number_sections() {
        std::string group = "a=group:BUNDLE";
        int count = -1;
        for (auto &line : lines_) {
            if (begins_section(line))
                ++count;
            else if (line.starts_with("a=mid:") && count >= 0)
                line = "a=mid:" + std::to_string(count);
        }
        for (int i = 0; i <= count; ++i)
            group += " " + std::to_string(i);
        for (auto &line : lines_)
            if (line.starts_with("a=group:BUNDLE"))
                line = group;
    }

    static constexpr std::string_view odd_lines[] = {
        "a=ice-ufrag:bbbb",
        "a=ice-pwd:QQQQQQQQQQQQQQQQQQQQQQQQ",
        "a=ssrc:7 cname:x",
        "a=ssrc:0 cname:x",
        "a=ssrc: cname:x",
        "a=ssrc-group:FID 7 8",
        "a=mid:0",
        "a=setup:active",
        "a=setup:holdconn",
        "a=recvonly",
        "a=inactive",
        "a=bundle-only",
        "a=ice-lite",
        "a=rtcp-mux",
        "a=group:BUNDLE 2 0 1",
        "a=group:LS 0 1",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=1000",
        "a=fmtp:96 apt=96",
        "a=rtpmap:98 ulpfec/90000",
        "a=rtpmap:99 red/90000",
        "a=rtpmap:96 rtx/90000",
        "a=rtpmap:0 x/1",
        "a=extmap:1 urn:x",
        "a=extmap:0 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "a=extmap:255 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=rid:h send",
        "a=simulcast:send h",
        "a=rtcp-fb:* nack",
        "a=fmtp:96 profile-level-id=zz;=;a=",
        "a=framerate:-1",
        "a=sctp-port:0",
        "a=sctp-port:5000",
        "a=sctpmap:5000 webrtc-datachannel 1",
        "a=max-message-size:-1",
        "a=simulcast:send h;l",
        "a=ssrc-group:SIM 7 8",
        "a=rtpmap:96 H264/90000",
        "a=fmtp:96 packetization-mode=1;profile-level-id=640c1f",
        "a=crypto:1 a b",
        "a=candidate:1 1 UDP 1 127.0.0.1 9 typ host",
        "a=candidate:",
        "a=key-mgmt:mikey AAAA",
        "k=clear:x",
        "b=AS:1",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "m=audio 0 UDP/TLS/RTP/SAVPF 0",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "m=text 9 UDP/TLS/RTP/SAVPF 98",
        "m=application 9 DTLS/SCTP 5000",
        "m=video 0 UDP/TLS/RTP/SAVPF 97",
    };

    Input &input_;
    const std::vector<Lines> &bases_;
    Lines lines_;
};

std::string description_of(std::string_view bytes) {
    static const std::vector<Lines> bases = [] {
        std::vector<Lines> all;
        for (const auto &[name, text] : test::sdp_offers)
            all.push_back(split(std::string(text)));
        for (int i = 0; i < 4; ++i)
            all.push_back(split(an_answer()));
        return all;
    }();
    if (!bytes.starts_with('#'))
        return std::string(bytes);
    Input input(bytes.substr(1));
    return Changes(input, bases).apply();
}

} // namespace

void run(std::string_view input) {
    static const bool ready = [] {
        gst_init(nullptr, nullptr);
        g_log_set_always_fatal(static_cast<GLogLevelFlags>(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK));
        return true;
    }();
    if (!ready)
        return;
    const auto text = description_of(input);
    try_offer(text);
    try_answer(text);
}

} // namespace callbooth::fuzz
