// SPDX-License-Identifier: MIT
#include <optional>
#include <random>

#include "blocked.hpp"
#include "lobby_search.hpp"
#include "search.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/lobby.hpp>
#include <callbooth/services/matchmaking_commands.hpp>
#include <callbooth/services/signaling.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/http_question.hpp>
#include <callbooth/util/seconds.hpp>
#include <callbooth/util/server_url.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::find;
using std::chrono::milliseconds;

constexpr milliseconds longest_wait{30000};

class Find final : public Plugin, public Matchmaking {
public:
    struct Config {
        std::string url;
        double interval = 1;
        int64_t timeout = 10;
        std::vector<std::string> tags;
        std::string language;
        double answer_timeout = 3;
        double call_timeout = 5;
        bool prove_id = true;
        bool verify_tls = true;
        std::string ca_file;
    };
    static inline const Property<Config> properties[] = {
        {.name = "url",
         .field = &Config::url,
         .doc = "address that is asked for a partner where the signaling server does not find one itself, "
                "https://chat.example/find",
         .required = true,
         .own = {"matchmaker"}},
        {.name = "interval",
         .field = &Config::interval,
         .doc = "seconds between two questions while nobody is there",
         .min = 0.01,
         .max = 3600},
        {.name = "timeout", .field = &Config::timeout, .doc = "seconds to wait for an answer", .min = 1, .max = 600},
        {.name = "tags",
         .field = &Config::tags,
         .doc = "what we want to talk about: up to 8; partners with one of them are preferred, by our own server"},
        {.name = "language",
         .field = &Config::language,
         .doc = "a tag of BCP 47, as de; partners with the same language are preferred, by our own server"},
        {.name = "answer-timeout",
         .field = &Config::answer_timeout,
         .doc = "seconds of silence after which the signaling server is known not to find partners",
         .min = 0.01,
         .max = 60},
        {.name = "call-timeout",
         .field = &Config::call_timeout,
         .doc = "seconds to wait for the call of a partner whom the signaling server told to call",
         .min = 0.01,
         .max = 60},
        {.name = "prove-id",
         .field = &Config::prove_id,
         .doc = "send the signaling's token along, so that nobody else can search under our id"},
        {.name = "verify-tls",
         .field = &Config::verify_tls,
         .doc = "refuse a https:// server whose certificate is not trusted; false is for development only"},
        {.name = "ca-file",
         .field = &Config::ca_file,
         .doc =
             "a PEM file: trust only the certificates in it, whatever name they are for, and those they have signed; "
             "empty: the system's"},
    };
    using Provides = Services<Matchmaking>;
    using Requires = Services<Booth, Signaling, Commands, Status>;

    static void check_config(const Config &config, ConfigCheck &check) {
        check_server_url(check, "url", config.url, http_schemes);
        check.attempt("tags", [&] { check_wishes({config.tags, "", {}}); });
        check.attempt("language", [&] { check_wishes({{}, config.language, {}}); });
        check_ca_file(check, config.ca_file);
    }
    Find(Host &host, Config config);

    void start() override;
    void stop() override;

    void next() override;
    void pause() override;
    State state() const override { return search_.state(); }

private:
    void add_commands(Commands &commands);
    void add_moderation(Commands &commands);
    std::string block(std::string id);
    std::string report(const std::string &reason);
    void listen();
    void listen_to_lobby();
    void listen_to_reports();
    void call_added(Call &call);
    void found(const Match &match);
    void refused(const std::string &why, milliseconds retry);
    void show_common(const Match &match);
    void call_removed(EndReason reason);
    void update();
    void search_now();
    void ask();
    void ask_url();
    void answered(const HttpQuestion::Reply &reply);
    Answer judged(const HttpQuestion::Reply &reply) const;
    void call(const std::string &peer);
    void wait_after(const Answer &answer);
    std::string prospect() const;

    Host &host_;
    Config config_;
    Booth &booth_;
    Status &status_;
    Signaling *signaling_ = nullptr;
    Search search_;
    HttpQuestion question_;
    Lobby *lobby_ = nullptr; ///< null where the signaling has none
    std::optional<LobbySearch> lobby_search_;
    Wishes wishes_;
    Blocked blocked_;
    std::string partner_; ///< the present or the last one; empty before the first
    Source waiting_;      ///< for the next question
    Source expected_;     ///< the partner's call
    std::random_device random_;
    bool connected_ = false; ///< the current call got that far
    std::vector<Subscription> subscriptions_;
};

Find::Find(Host &host, Config config)
    : host_(host), config_(std::move(config)), booth_(host.require<Booth>()), status_(host.require<Status>()),
      search_(from_seconds(config_.interval), longest_wait),
      question_({std::chrono::seconds(config_.timeout),
                 Trust(config_.verify_tls, config_.ca_file.empty() ? "" : host.resolve_path(config_.ca_file))}) {
    HttpQuestion::check_url("url", config_.url);
    wishes_ = {config_.tags, config_.language, {}};
    check_wishes(wishes_);
    add_commands(host_.require<Commands>());
    host_.provide<Matchmaking>(*this);
}

void Find::add_commands(Commands &commands) {
    const auto resume = [this] {
        search_.set_paused(false);
        update();
    };
    for (auto &command : add_matchmaking_commands(commands, *this, resume, [this] { return prospect(); }))
        subscriptions_.push_back(std::move(command));
    add_moderation(commands);
}

void Find::add_moderation(Commands &commands) {
    subscriptions_.push_back(
        commands.add({"block", "[PEER]", "Never meets the partner again, or the last one; ends the call",
                      [this](std::string_view id) { return block(std::string(id)); }}));
    subscriptions_.push_back(
        commands.add({"report", "[REASON]", "Tells the server that the partner, or the last one, misbehaves",
                      [this](std::string_view reason) { return report(std::string(reason)); }}));
}

std::string Find::block(std::string id) {
    if (id.empty())
        id = partner_;
    if (id.empty())
        throw Error("there was no partner yet; name one: block PEER");
    blocked_.add(id);
    wishes_.block = blocked_.ids();
    if (Call *current = booth_.current(); current && current->peer() == id)
        current->hang_up(EndReason::local_next);
    else if (lobby_search_ && lobby_search_->asked())
        lobby_search_->ask(wishes_);
    return fmt::format("{} is blocked until this booth ends", id);
}

std::string Find::report(const std::string &reason) {
    if (partner_.empty())
        throw Error("there was no partner yet");
    if (lobby_search_ && lobby_search_->unknown_to_server())
        throw Error("this server takes no reports");
    if (!lobby_ || !lobby_->report(partner_, reason))
        throw Error("the server cannot be reached");
    return {};
}

std::string Find::prospect() const {
    return search_.state() == State::idle ? "looking for a partner as soon as signaling is connected" : "";
}

void Find::start() {
    signaling_ = &host_.require<Signaling>();
    search_.set_ready(signaling_->ready());
    search_.set_in_call(booth_.current() != nullptr || !booth_.waiting_caller().empty());
    lobby_ = host_.find<Lobby>();
    lobby_search_.emplace(lobby_, status_, from_seconds(config_.answer_timeout));
    listen();
    listen_to_lobby();
    update();
}

void Find::listen() {
    subscriptions_.push_back(signaling_->became_ready.subscribe([this](const std::string &) {
        lobby_search_->reset();
        search_.set_ready(true);
        search_now();
    }));
    subscriptions_.push_back(signaling_->lost.subscribe([this](const std::string &) {
        search_.set_ready(false);
        lobby_search_->reset();
        update();
    }));
    // A caller that waits to be accepted is a partner, too: nobody else is looked for meanwhile.
    subscriptions_.push_back(booth_.caller_waits.subscribe([this](const std::string &, const ConnectionInfo &) {
        search_.set_in_call(true);
        update();
    }));
    subscriptions_.push_back(booth_.caller_gone.subscribe([this](const std::string &) {
        if (booth_.current())
            return;
        search_.set_in_call(false);
        wait_after(Nobody{});
    }));
    subscriptions_.push_back(booth_.call_added.subscribe([this](Call &call) { call_added(call); }));
    subscriptions_.push_back(booth_.call_connected.subscribe([this](Call &) { connected_ = true; }));
    subscriptions_.push_back(booth_.call_removed.subscribe([this](Call &, EndReason reason) { call_removed(reason); }));
}

void Find::listen_to_lobby() {
    subscriptions_.push_back(lobby_search_->found.subscribe([this](const Match &match) { found(match); }));
    subscriptions_.push_back(lobby_search_->not_known.subscribe([this] {
        host_.log(Level::info, fmt::format("the signaling server does not find partners; asking {}", config_.url));
        update();
    }));
    subscriptions_.push_back(
        lobby_search_->refused.subscribe([this](const std::string &why, milliseconds retry) { refused(why, retry); }));
    if (lobby_)
        listen_to_reports();
}

void Find::listen_to_reports() {
    subscriptions_.push_back(lobby_->reported.subscribe(
        [this](const std::string &peer) { host_.log(Level::info, fmt::format("{} was reported", peer)); }));
    subscriptions_.push_back(lobby_->report_refused.subscribe([this](const std::string &peer, const std::string &why) {
        host_.log(Level::warning, fmt::format("{} was not reported: {}", peer, why));
    }));
}

void Find::call_added(Call &call) {
    connected_ = false;
    partner_ = call.peer();
    search_.set_in_call(true);
    update();
    if (!blocked_.contains(partner_))
        return;
    // Later: others have not heard of this call yet.
    host_.post([this, peer = partner_] {
        if (Call *current = booth_.current(); current && current->peer() == peer)
            current->hang_up(EndReason::local_hangup);
    });
}

void Find::found(const Match &match) {
    show_common(match);
    if (blocked_.contains(match.peer))
        return wait_after(Nobody{});
    if (match.call) {
        wait_after(Found{match.peer});
        return call(match.peer);
    }
    host_.log(Level::info, fmt::format("found {}, who calls", match.peer));
    expected_ = Source::after(from_seconds(config_.call_timeout), [this] { search_now(); });
}

// What the partner has in common with us; until the next one is looked for.
void Find::show_common(const Match &match) {
    std::string tags;
    for (const auto &tag : match.tags)
        tags += (tags.empty() ? "" : ", ") + tag;
    for (const auto &[key, value] : {std::pair("matchmaking.tags", tags), {"matchmaking.language", match.language}}) {
        if (value.empty())
            status_.erase(key);
        else
            status_.set(key, value);
    }
}

void Find::refused(const std::string &why, milliseconds retry) {
    if (retry.count() == 0) {
        host_.log(Level::warning, fmt::format("the server does not take our wishes: {}; looking without them", why));
        wishes_ = {};
        retry = search_.wait_after(Nobody{}, 0.5);
    }
    waiting_ = Source::after(retry, [this] { search_now(); });
}

void Find::call_removed(EndReason reason) {
    search_.set_in_call(false);
    if (reason == EndReason::shutdown)
        search_.set_paused(true);
    // A call that came to nothing is not followed by the next attempt at once: both could fail forever, and fast.
    if (connected_ || reason == EndReason::local_next)
        search_now();
    else
        wait_after(Nobody{});
}

void Find::stop() {
    search_.set_paused(true);
    update();
}

void Find::next() {
    search_.set_paused(false);
    if (Call *current = booth_.current())
        current->hang_up(EndReason::local_next);
    else
        search_now();
}

void Find::pause() {
    search_.set_paused(true);
    update();
}

void Find::search_now() {
    waiting_.cancel();
    expected_.cancel();
    update();
}

// Everything that changes ends here: at most one question or one wait is under way, and none when none is wanted.
void Find::update() {
    status_.set("matchmaking.state", to_string(search_.state()));
    if (search_.state() != State::searching) {
        question_.cancel();
        waiting_.cancel();
        expected_.cancel();
        if (lobby_search_)
            lobby_search_->cancel();
    } else if (!question_.pending() && !waiting_.active() && !expected_.active() && !lobby_search_->asked()) {
        ask();
    }
}

void Find::ask() {
    show_common({});
    if (!lobby_search_->ask(wishes_))
        ask_url();
}

void Find::ask_url() {
    status_.set("matchmaking.via", "http");
    const Handle<char> id(g_uri_escape_string(signaling_->own_id().c_str(), nullptr, FALSE));
    const char *joint = config_.url.find('?') == std::string::npos ? "?" : "&";
    question_.ask(fmt::format("{}{}id={}", config_.url, joint, id.get()),
                  config_.prove_id ? signaling_->token() : std::string(),
                  [this](const HttpQuestion::Reply &reply) { answered(reply); });
}

void Find::answered(const HttpQuestion::Reply &reply) {
    const Answer answer = judged(reply);
    if (const auto *failed = std::get_if<Failed>(&answer); failed && search_.failures() == 0)
        host_.log(Level::warning, fmt::format("cannot ask {} for a partner: {}; trying on", config_.url, failed->why));
    if (!std::holds_alternative<Failed>(answer) && search_.failures() > 0)
        host_.log(Level::info, fmt::format("{} answers again", config_.url));
    wait_after(answer);
    if (const auto *found = std::get_if<Found>(&answer); found && !blocked_.contains(found->peer))
        call(found->peer);
}

Answer Find::judged(const HttpQuestion::Reply &reply) const {
    if (reply.status == 0)
        return Failed{std::string(reply.trouble)};
    return judge(reply.status, reply.body, signaling_->own_id());
}

void Find::call(const std::string &peer) {
    host_.log(Level::info, "found " + peer);
    try {
        booth_.call(peer);
    } catch (const Error &e) {
        host_.log(Level::warning, fmt::format("cannot call {}: {}", peer, e.what()));
    }
}

void Find::wait_after(const Answer &answer) {
    const auto wait = search_.wait_after(answer, static_cast<double>(random_()) / std::random_device::max());
    waiting_ = Source::after(wait, [this] { search_now(); });
    update();
}

} // namespace

CALLBOOTH_PLUGIN(Find, "find", "Matchmaking: asks the signaling server for a partner, or a web server");
