// SPDX-License-Identifier: MIT
#include <algorithm>

#include "answer.hpp"
#include "renewal.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/signaling.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/http_question.hpp>
#include <callbooth/util/server_url.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::turn;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds first_retry{500};
constexpr milliseconds last_retry{60000};
constexpr milliseconds longest_sleep{5000}; ///< so late are new credentials after a suspend

class Turn final : public Plugin {
public:
    struct Config {
        std::string url;
        int64_t timeout = 10;
        bool prove_id = true;
        bool verify_tls = true;
        std::string ca_file;
    };
    static inline const Property<Config> properties[] = {
        {.name = "url",
         .field = &Config::url,
         .doc = "address that is asked for STUN and TURN servers, https://chat.example/ice",
         .required = true,
         .own = {"ice"}},
        {.name = "timeout", .field = &Config::timeout, .doc = "seconds to wait for an answer", .min = 1, .max = 600},
        {.name = "prove-id",
         .field = &Config::prove_id,
         .doc = "send our id and the signaling's token along when the server answers 401 without them"},
        {.name = "verify-tls",
         .field = &Config::verify_tls,
         .doc = "refuse a https:// server whose certificate is not trusted; false is for development only"},
        {.name = "ca-file",
         .field = &Config::ca_file,
         .doc =
             "a PEM file: trust only the certificates in it, whatever name they are for, and those they have signed; "
             "empty: the system's"},
    };
    using Requires = Services<Booth, Status>;

    static void check_config(const Config &config, ConfigCheck &check) {
        check_server_url(check, "url", config.url, http_schemes);
        check_ca_file(check, config.ca_file);
    }

    Turn(Host &host, Config config)
        : host_(host), url_(std::move(config.url)), may_prove_(config.prove_id), booth_(host.require<Booth>()),
          status_(host.require<Status>()),
          question_(
              {seconds(config.timeout), Trust(config.verify_tls, resolved(host, config.ca_file)), max_answer_bytes}) {
        HttpQuestion::check_url("url", url_);
    }

    void start() override {
        signaling_ = may_prove_ ? host_.find<Signaling>() : nullptr;
        if (signaling_ != nullptr)
            ready_ = signaling_->became_ready.subscribe([this](const std::string &) {
                if (proves_ && !question_.pending())
                    ask();
            });
        ask();
    }
    void stop() override {
        waiting_.cancel();
        question_.cancel();
    }

private:
    static std::string resolved(const Host &host, const std::string &path) {
        return path.empty() ? path : host.resolve_path(path);
    }

    void ask() {
        const bool proves = proves_ && signaling_->ready();
        question_.ask(proves ? url_with_id() : url_, proves ? signaling_->token() : std::string(),
                      [this, proves](const HttpQuestion::Reply &reply) {
                          try {
                              take(reply, proves);
                          } catch (const Error &e) {
                              failed(e.what());
                          }
                      });
    }

    std::string url_with_id() const {
        const Handle<char> id(g_uri_escape_string(signaling_->own_id().c_str(), nullptr, FALSE));
        return url_ + (url_.find('?') == std::string::npos ? "?" : "&") + "id=" + id.get();
    }

    void take(const HttpQuestion::Reply &reply, bool proven) {
        constexpr unsigned unauthorized = 401;
        if (reply.status == unauthorized && !proven && signaling_ != nullptr)
            return prove();
        if (reply.status == 0)
            throw Error(std::string(reply.trouble));
        if (reply.status != 200)
            throw Error(fmt::format("the server answered {}{}", reply.status,
                                    reply.status == 404 ? " (is the path of url right?)" : ""));
        Answer answer = read_answer(reply.body);
        if (failing_)
            host_.log(Level::info, fmt::format("{} answers again", url_));
        failing_ = false;
        retry_ = first_retry;
        status_.set("turn.servers", std::to_string(answer.servers.size()));
        booth_.use_ice_servers(std::move(answer.servers));
        ask_after(answer.ttl / 2); // a call may begin at any moment, and last
    }

    /// The server names its servers only to whom proves an id; without a connection to signaling there is none.
    void prove() {
        proves_ = true;
        if (signaling_->ready())
            ask();
    }

    /// What is known stays in use: it may be good for a while.
    void failed(const std::string &why) {
        if (!failing_)
            host_.log(Level::warning, fmt::format("cannot ask {} for servers: {}; trying on", url_, why));
        failing_ = true;
        ask_after(retry_);
        retry_ = std::min(2 * retry_, last_retry);
    }

    void ask_after(milliseconds wait) {
        renewal_.plan(Clocks::now(), wait);
        waiting_ = Source::every(std::min(wait, longest_sleep), [this] {
            const bool due = renewal_.due(Clocks::now());
            if (due)
                ask();
            return !due;
        });
    }

    Host &host_;
    const std::string url_;
    const bool may_prove_;
    bool proves_ = false;
    Signaling *signaling_ = nullptr; ///< null where there is none, or it is not to be told
    Subscription ready_;
    Booth &booth_;
    Status &status_;
    HttpQuestion question_;
    bool failing_ = false;
    milliseconds retry_ = first_retry;
    Renewal renewal_;
    Source waiting_;
};

} // namespace

CALLBOOTH_PLUGIN(Turn, "turn", "Asks a chat site for the STUN and TURN servers of the calls");
