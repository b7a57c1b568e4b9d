// SPDX-License-Identifier: MIT
#include "ban_list.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/access.hpp>
#include <callbooth/services/bans.hpp>
#include <callbooth/services/cors.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/presence.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/in_turns.hpp>
#include <callbooth/util/network_key.hpp>
#include <callbooth/util/secret.hpp>
#include <callbooth/util/text.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using bans::Clock;
using std::chrono::seconds;

constexpr size_t max_reason = 200;

class BansPlugin final : public Plugin, public Bans {
public:
    using Provides = Services<Bans>;
    using Requires = Services<HttpServer, Metrics, Presence>;

    struct Config {
        std::vector<std::string> paths;
        std::string state;
        int64_t limit = 10000;
    };
    static inline const Property<Config> properties[] = {
        {.name = "paths",
         .field = &Config::paths,
         .doc =
             "what banned addresses may not reach, with all that is below; empty: all WebSockets, and what belongs to "
             "signaling, "
             "matchmaking and calls",
         .form = TextForm::path},
        {"state", &Config::state,
         "file that keeps the bans over a restart; tokens are in it as hashes only. Empty: a restart lifts them all"},
        {"limit", &Config::limit, "bans at the same time; another one takes the place of that which ends first", 1,
         1000000},
    };

    static void check_config(const Config &config, ConfigCheck &check) {
        bans::BanList list(static_cast<size_t>(config.limit));
        if (!config.state.empty())
            check.attempt("state", [&] { load(check.resolve_path(config.state), list); });
    }

    BansPlugin(Host &host, Config config)
        : host_(host), config_(std::move(config)), list_(static_cast<size_t>(config_.limit)) {
        if (!config_.state.empty())
            load(host.resolve_path(config_.state), list_);
        host_.provide<Bans>(*this);
    }

    void start() override {
        presence_ = &host_.require<Presence>();
        publish(host_.require<Metrics>());
        gates_ = add_gates(host_.require<HttpServer>(), config_.paths,
                           [this](const HttpRequest &request) { return refusal(request); });
        subscriptions_.push_back(presence_->guard([this](const Visitor &visitor) { return expulsion(visitor); }));
        ticks_ = Source::every(
            seconds(1),
            [this] {
                if (list_.expire(Clock::now()))
                    changed();
                return true;
            },
            host_.context());
    }
    void stop() override {
        if (saving_.active())
            save();
    }

    Ban ban_network(const std::string &network, seconds time, std::string_view reason) override {
        return add({0, network_key(network), {}, {}, one_line(reason, max_reason), Clock::now() + time}, {});
    }
    Ban ban_visitor(const Visitor &visitor, bool with_address, seconds time, std::string_view reason) override {
        const bool has_token = !visitor.token.empty(); // without one there is nothing else to know it by
        const bool banned = (with_address || !has_token) && Network::address(visitor.address);
        const auto network = banned ? network_key(visitor.address) : std::string();
        const auto digest = has_token ? bans::digest(visitor.token) : std::string();
        return add({0, network, digest, visitor.id, one_line(reason, max_reason), Clock::now() + time}, visitor.token);
    }
    bool lift(uint64_t number) override {
        const bool lifted = list_.lift(number);
        if (lifted)
            changed();
        return lifted;
    }
    std::vector<Ban> list() override {
        list_.expire(Clock::now());
        std::vector<Ban> all;
        for (const auto &[number, ban] : list_.all())
            all.push_back(ban);
        return all;
    }

private:
    void publish(Metrics &metrics) {
        const std::pair<std::string, std::string> plugin{"plugin", host_.name()};
        numbers_.push_back(metrics.gauge({"callbooth_bans", "bans that are in force", {plugin}},
                                         [this] { return list_.all().size(); }));
        const auto count = [&](const char *by, const uint64_t &number) {
            numbers_.push_back(metrics.counter(
                {"callbooth_bans_refused_total", "requests and claims of the banned", {plugin, {"by", by}}},
                [&number] { return number; }));
        };
        count("address", refused_address_);
        count("token", refused_token_);
    }

    std::optional<HttpResponse> refusal(const HttpRequest &request) {
        const Ban *ban = list_.by_address(std::string(request.address));
        const auto now = Clock::now();
        if (ban == nullptr || ban->until <= now)
            return {};
        ++refused_address_;
        HttpResponse response{
            .status = 403, .body = bans::sentence(*ban, now) + "\n", .headers = {{"Cache-Control", "no-store"}}};
        allow_origin(response, request);
        return response;
    }

    std::optional<Expulsion> expulsion(const Visitor &visitor) {
        const bool has_token = list_.has_tokens() && !visitor.token.empty();
        const Ban *ban = has_token ? list_.by_token(bans::digest(visitor.token)) : nullptr;
        auto *refused = &refused_token_;
        if (ban == nullptr && guards_addresses(visitor)) {
            ban = list_.by_address(visitor.address);
            refused = &refused_address_;
        }
        const auto now = Clock::now();
        if (ban == nullptr || ban->until <= now)
            return {};
        ++*refused;
        return bans::expulsion(*ban, now);
    }
    /// Gates do not look at the clients of protocols that tell them the reason in their own form.
    bool guards_addresses(const Visitor &visitor) const { return config_.paths.empty() && !visitor.id.empty(); }

    /// `token` is the one that is banned; empty for none.
    Ban add(Ban wanted, const std::string &token) {
        Ban ban = list_.add(std::move(wanted));
        changed();
        turns_.run(presence_->list(),
                   [this, ban, token](const Attendee &attendee) { apply(ban, token, attendee.visitor); });
        return ban;
    }

    /// Expels the visitor when the ban, which may have been lifted in the meantime, is for it.
    void apply(const Ban &ban, const std::string &token, const Visitor &visitor) {
        const auto attendee = presence_->find(visitor.id, visitor.kind);
        if (!attendee || !list_.all().contains(ban.number))
            return;
        const Ban *by_address = list_.by_address(attendee->visitor.address);
        const bool by_token = !token.empty() && same_secret(attendee->visitor.token, token);
        if (by_token || (by_address != nullptr && by_address->number == ban.number))
            presence_->expel(visitor, bans::expulsion(ban, Clock::now()));
    }

    static void load(const std::string &path, bans::BanList &list) {
        Handle<char> text;
        gsize size = 0;
        Handle<GError> error;
        if (g_file_get_contents(path.c_str(), Out(text), &size, Out(error)) == FALSE) {
            if (!g_error_matches(error.get(), G_FILE_ERROR, G_FILE_ERROR_NOENT))
                throw Error(fmt::format("state: {}", error->message));
            return;
        }
        try {
            bans::from_text(list, {text.get(), size});
        } catch (const Error &e) {
            throw Error(fmt::format("state: {} {}", path, e.what()));
        }
        list.expire(Clock::now());
    }

    // Many at once are written once.
    void changed() {
        if (!config_.state.empty() && !saving_.active())
            saving_ = Source::after(
                seconds(1), [this] { save(); }, host_.context());
    }

    void save() {
        saving_.cancel();
        const auto path = host_.resolve_path(config_.state);
        const auto text = bans::to_text(list_);
        Handle<GError> error;
        if (g_file_set_contents_full(path.c_str(), text.data(), static_cast<gssize>(text.size()),
                                     G_FILE_SET_CONTENTS_CONSISTENT, 0600, Out(error)) == FALSE)
            host_.log(Level::error, fmt::format("the bans are not kept: {}", error->message));
    }

    Host &host_;
    const Config config_;
    Presence *presence_ = nullptr;
    bans::BanList list_;
    InTurns<Attendee> turns_{host_.context()};
    uint64_t refused_address_ = 0;
    uint64_t refused_token_ = 0;
    std::vector<Subscription> gates_;
    std::vector<Subscription> numbers_;
    std::vector<Subscription> subscriptions_;
    Source ticks_;
    Source saving_;
};

} // namespace

CALLBOOTH_PLUGIN(BansPlugin, "bans", "Keeps banned addresses and tokens out; other plugins say whom");
