// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>

#include "access.hpp"
#include <callbooth/json.hpp>
#include <callbooth/plugin.hpp>
#include <callbooth/services/bans.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/presence.hpp>
#include <callbooth/services/query_parameters.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/in_turns.hpp>
#include <callbooth/util/network_key.hpp>
#include <callbooth/util/text.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace {

using namespace callbooth;
using std::chrono::seconds;

constexpr size_t max_notice = 500;
constexpr size_t max_reason = 200;
constexpr int64_t longest_ban = 10 * 365 * int64_t{86400};

/// What the one who asks did wrong, or what is not so.
struct Refusal {
    int status;
    std::string why;
};

class Admin final : public Plugin {
public:
    using Requires = Services<Bans, HttpServer, Presence>;

    struct Config {
        std::string path = "/admin";
        std::vector<std::string> allow = {"127.0.0.0/8", "::1"};
        std::string token;
        int64_t ban = 3600;
    };
    static inline const Property<Config> properties[] = {
        {.name = "path", .field = &Config::path, .doc = "where it lives", .form = TextForm::path},
        {.name = "allow",
         .field = &Config::allow,
         .doc = "networks from which it is used without a token, with the header 'X-Callbooth-Admin: 1'; never over a "
                "proxy",
         .form = TextForm::network},
        {.name = "token",
         .field = &Config::token,
         .doc = "lets in from everywhere who sends it: 'Authorization: Bearer TOKEN'; empty for nobody",
         .secret = true},
        {"ban", &Config::ban, "seconds that a ban lasts when the request does not say", 1, longest_ban},
    };

    Admin(Host &host, Config config) : host_(host), config_(std::move(config)), access_(config_.allow, config_.token) {}

    void start() override {
        presence_ = &host_.require<Presence>();
        bans_ = &host_.require<Bans>();
        route_ = host_.require<HttpServer>().route(config_.path,
                                                   [this](const HttpRequest &request) { return answer(request); });
    }

private:
    using Action = Json (Admin::*)(const HttpRequest &);
    struct Endpoint {
        std::string_view name;
        std::vector<std::string_view> methods;
        Action action;
        std::vector<std::string_view> parameters;
    };
    static const Endpoint endpoints[];

    HttpResponse answer(const HttpRequest &request) {
        try {
            if (const auto why = admin::refusal(access_, request); !why.empty())
                throw Refusal{403, why};
            const Endpoint &endpoint = find(request);
            if (const auto wrong = unknown_parameter(request, endpoint.parameters))
                throw Refusal{400, *wrong};
            return reply(200, (this->*endpoint.action)(request));
        } catch (const Refusal &refusal) {
            return reply(refusal.status, Json::Object{{"error", refusal.why}});
        }
    }

    static HttpResponse reply(int status, const Json &json) {
        return {.status = status,
                .type = "application/json; charset=utf-8",
                .body = json.dump_pretty() + "\n",
                .headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}};
    }

    const Endpoint &find(const HttpRequest &request) const;

    static std::string optional(const HttpRequest &request, std::string_view name, const std::string &fallback = {}) {
        const auto found = request.query.find(name);
        return found == request.query.end() ? fallback : found->second;
    }
    static std::string required(const HttpRequest &request, std::string_view name) {
        auto value = optional(request, name);
        if (value.empty())
            throw Refusal{400, fmt::format("'{}' is missing in the query", name)};
        return value;
    }
    static int64_t number(const std::string &name, const std::string &text, int64_t max) {
        int64_t value = 0;
        const char *end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, value);
        if (read.ec != std::errc() || read.ptr != end || value < 1 || value > max)
            throw Refusal{400, fmt::format("'{}' is a whole number from 1 to {}", name, max)};
        return value;
    }

    Json peers(const HttpRequest &) {
        const auto now = std::chrono::steady_clock::now();
        Json::Array list;
        for (const auto &[visitor, since] : presence_->list()) {
            Json::Object peer{{"id", visitor.id},
                              {"kind", visitor.kind},
                              {"address", visitor.address},
                              {"seconds", std::chrono::duration_cast<seconds>(now - since).count()}};
            for (const auto &[name, value] : presence_->facts(visitor))
                std::visit([&, key = name](const auto &plain) { peer.set(key, plain); }, value);
            list.add(peer);
        }
        return Json::Object{{"online", list.items().size()}, {"peers", list}};
    }

    Json kick(const HttpRequest &request) {
        const auto id = required(request, "id");
        const auto reason = one_line(optional(request, "reason", "You were disconnected by the operator"), max_reason);
        const auto visitor = attendee(id, request).visitor;
        if (!presence_->expel(visitor, {reason}))
            throw nobody(id);
        host_.log(Level::info, fmt::format("kicked {} ({}): {}", id, visitor.address, reason));
        return Json::Object{{"kicked", id}};
    }

    Json ban(const HttpRequest &request) {
        const seconds time(number("seconds", optional(request, "seconds", std::to_string(config_.ban)), longest_ban));
        const auto reason = one_line(optional(request, "reason"), max_reason);
        const auto address = optional(request, "address");
        const auto id = optional(request, "id");
        if (address.empty() == id.empty())
            throw Refusal{400, "give either 'address' or 'id' in the query"};
        if (!address.empty() && (request.query.contains("kind") || request.query.contains("with-address")))
            throw Refusal{400, "'kind' and 'with-address' go with 'id' only"};
        const auto whom = address.empty() ? described(attendee(id, request).visitor) : std::string();
        const Ban ban = address.empty() ? ban_peer(id, request, time, reason) : ban_network(address, time, reason);
        host_.log(Level::info, fmt::format("banned {} for {} s (ban {}): {}", whom.empty() ? ban.network : whom,
                                           time.count(), ban.number, reason.empty() ? "no reason" : reason));
        return described(ban);
    }

    Ban ban_network(const std::string &address, seconds time, const std::string &reason) {
        try {
            return bans_->ban_network(address, time, reason);
        } catch (const Error &e) {
            throw Refusal{400, e.what()};
        }
    }

    Ban ban_peer(const std::string &id, const HttpRequest &request, seconds time, const std::string &reason) {
        const auto with_address = optional(request, "with-address", "false");
        if (with_address != "true" && with_address != "false")
            throw Refusal{400, "'with-address' is true or false"};
        return bans_->ban_visitor(attendee(id, request).visitor, with_address == "true", time, reason);
    }

    Json unban(const HttpRequest &request) {
        const auto address = optional(request, "address");
        size_t lifted = 0;
        if (address.empty()) {
            lifted = bans_->lift(
                static_cast<uint64_t>(number("ban", required(request, "ban"), std::numeric_limits<int64_t>::max())));
        } else {
            for (const auto &ban : bans_->list())
                lifted += (ban.network == address || ban.network == network_key(address)) && bans_->lift(ban.number);
        }
        if (lifted == 0)
            throw Refusal{404, "there is no such ban; /bans lists them"};
        host_.log(Level::info, fmt::format("lifted {} ban(s): {}", lifted, address.empty() ? "by number" : address));
        return Json::Object{{"lifted", lifted}};
    }

    Json bans(const HttpRequest &) {
        Json::Array list;
        for (const auto &ban : bans_->list())
            list.add(described(ban));
        return Json::Object{{"bans", list}};
    }

    Json notice(const HttpRequest &request) {
        const auto text = one_line(optional(request, "text", std::string(request.body)), max_notice);
        if (text.find_first_not_of(' ') == std::string::npos)
            throw Refusal{400, "there is no text: give it as 'text' in the query or as the body"};
        auto attendees = presence_->list();
        const auto told = attendees.size();
        turns_.run(std::move(attendees),
                   [this, text](const Attendee &attendee) { presence_->notify(attendee.visitor, text); });
        host_.log(Level::info, fmt::format("told {} peers: {}", told, text));
        return Json::Object{{"told", told}};
    }

    /// The one of the query's `id`, and of its `kind` when there is one. Throws Refusal.
    Attendee attendee(const std::string &id, const HttpRequest &request) const {
        if (auto found = presence_->find(id, optional(request, "kind")))
            return *found;
        throw nobody(id);
    }

    static Refusal nobody(const std::string &id) { return {404, fmt::format("nobody is connected as '{}'", id)}; }

    /// For the log.
    static std::string described(const Visitor &visitor) { return fmt::format("{} ({})", visitor.id, visitor.address); }

    static Json described(const Ban &ban) {
        const auto left = std::chrono::ceil<seconds>(ban.until - std::chrono::system_clock::now());
        Json::Object json{{"ban", ban.number}};
        if (!ban.network.empty())
            json.set("address", ban.network);
        if (!ban.id.empty())
            json.set("id", ban.id);
        return json.set("by-token", !ban.token.empty()).set("seconds", left.count()).set("reason", ban.reason);
    }

    Host &host_;
    const Config config_;
    const Access access_;
    Presence *presence_ = nullptr;
    Bans *bans_ = nullptr;
    InTurns<Attendee> turns_{host_.context()};
    Subscription route_;
};

const Admin::Endpoint Admin::endpoints[] = {
    {"/peers", {"GET"}, &Admin::peers, {}},
    {"/kick", {"POST"}, &Admin::kick, {"id", "kind", "reason"}},
    {"/ban", {"POST"}, &Admin::ban, {"address", "id", "kind", "with-address", "seconds", "reason"}},
    {"/unban", {"POST", "DELETE"}, &Admin::unban, {"ban", "address"}},
    {"/bans", {"GET"}, &Admin::bans, {}},
    {"/notice", {"POST"}, &Admin::notice, {"text"}},
};

const Admin::Endpoint &Admin::find(const HttpRequest &request) const {
    const auto name = request.path.substr(std::min(request.path.size(), config_.path.size()));
    for (const auto &endpoint : endpoints) {
        if (endpoint.name != name)
            continue;
        const auto &methods = endpoint.methods;
        if (std::find(methods.begin(), methods.end(), request.method) == methods.end())
            throw Refusal{405, fmt::format("this is asked with {}", fmt::join(methods, " or "))};
        return endpoint;
    }
    throw Refusal{404, "there are /peers, /kick, /ban, /unban, /bans and /notice"};
}

} // namespace

CALLBOOTH_PLUGIN(Admin, "admin", "Lists and kicks peers, bans, and tells everybody something, over HTTP");
