// SPDX-License-Identifier: MIT
#include <random>

#include <callbooth/booth.hpp>
#include <callbooth/commands.hpp>
#include <callbooth/http_question.hpp>
#include <callbooth/matchmaking.hpp>
#include <callbooth/plugin.hpp>
#include <callbooth/signaling.hpp>
#include <callbooth/status.hpp>
#include <fmt/format.h>

#include "search.hpp"

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
        bool prove_id = true;
        bool verify_tls = true;
        std::string ca_file;
    };
    static inline const Property<Config> properties[] = {
        {.name = "url",
         .field = &Config::url,
         .doc = "address that is asked for a partner, https://chat.example/find",
         .required = true},
        {.name = "interval",
         .field = &Config::interval,
         .doc = "seconds between two questions while nobody is there",
         .min = 0.01,
         .max = 3600},
        {.name = "timeout", .field = &Config::timeout, .doc = "seconds to wait for an answer", .min = 1, .max = 600},
        {.name = "prove-id",
         .field = &Config::prove_id,
         .doc = "send the signaling's token along, so that nobody else can search under our id"},
        {.name = "verify-tls",
         .field = &Config::verify_tls,
         .doc = "refuse a https:// server whose certificate is not trusted; false is for development only"},
        {.name = "ca-file",
         .field = &Config::ca_file,
         .doc = "a PEM file: trust only the certificates in it, and those they have signed; empty: the system's"},
    };
    using Provides = Services<Matchmaking>;
    using Requires = Services<Booth, Signaling, Commands, Status>;

    Find(Host &host, Config config);

    void start() override;
    void stop() override;

    void next() override;
    void pause() override;
    State state() const override { return search_.state(); }

private:
    void add_commands(Commands &commands);
    void listen();
    void call_removed(EndReason reason);
    void update();
    void search_now();
    void ask();
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
    Source waiting_;
    std::random_device random_;
    bool connected_ = false; ///< the current call got that far
    std::vector<Subscription> subscriptions_;
};

Find::Find(Host &host, Config config)
    : host_(host), config_(std::move(config)), booth_(host.require<Booth>()), status_(host.require<Status>()),
      search_(milliseconds(static_cast<int64_t>(config_.interval * 1000)), longest_wait),
      question_({std::chrono::seconds(config_.timeout),
                 Trust(config_.verify_tls, config_.ca_file.empty() ? "" : host.resolve_path(config_.ca_file))}) {
    HttpQuestion::check_url("url", config_.url);
    add_commands(host_.require<Commands>());
    host_.provide<Matchmaking>(*this);
}

void Find::add_commands(Commands &commands) {
    const auto add = [&](const char *name, const char *doc, std::function<std::string()> run) {
        subscriptions_.push_back(commands.add({name, "", doc, [run = std::move(run)](auto) { return run(); }}));
    };
    add("next", "Ends the call and looks for another partner", [this] {
        next();
        return prospect();
    });
    add("pause", "Stops looking for partners; a running call goes on", [this] {
        pause();
        return std::string("not looking for partners any more; 'resume' or 'next' goes on");
    });
    add("resume", "Looks for partners again", [this] {
        search_.set_paused(false);
        update();
        return prospect();
    });
}

std::string Find::prospect() const {
    return search_.state() == State::idle ? "looking for a partner as soon as signaling is connected" : "";
}

void Find::start() {
    signaling_ = &host_.require<Signaling>();
    search_.set_ready(signaling_->ready());
    search_.set_in_call(booth_.current() != nullptr);
    listen();
    update();
}

void Find::listen() {
    subscriptions_.push_back(signaling_->became_ready.subscribe([this](const std::string &) {
        search_.set_ready(true);
        search_now();
    }));
    subscriptions_.push_back(signaling_->lost.subscribe([this](const std::string &) {
        search_.set_ready(false);
        update();
    }));
    subscriptions_.push_back(booth_.call_added.subscribe([this](Call &) {
        connected_ = false;
        search_.set_in_call(true);
        update();
    }));
    subscriptions_.push_back(booth_.call_connected.subscribe([this](Call &) { connected_ = true; }));
    subscriptions_.push_back(booth_.call_removed.subscribe([this](Call &, EndReason reason) { call_removed(reason); }));
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
    update();
}

// Everything that changes ends here: at most one question or one wait is under way, and none when none is wanted.
void Find::update() {
    status_.set("matchmaking.state", to_string(search_.state()));
    if (search_.state() != State::searching) {
        question_.cancel();
        waiting_.cancel();
    } else if (!question_.pending() && !waiting_.active()) {
        ask();
    }
}

void Find::ask() {
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
    if (const auto *found = std::get_if<Found>(&answer))
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

CALLBOOTH_PLUGIN(Find, "find", "Matchmaking by asking a web server for a partner");
