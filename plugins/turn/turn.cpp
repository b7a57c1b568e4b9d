// SPDX-License-Identifier: MIT
#include <algorithm>

#include <callbooth/booth.hpp>
#include <callbooth/http_question.hpp>
#include <callbooth/plugin.hpp>
#include <callbooth/status.hpp>
#include <fmt/format.h>

#include "answer.hpp"

namespace {

using namespace callbooth;
using namespace callbooth::turn;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds first_retry{500};
constexpr milliseconds last_retry{60000};

class Turn final : public Plugin {
public:
    struct Config {
        std::string url;
        int64_t timeout = 10;
        bool verify_tls = true;
        std::string ca_file;
    };
    static inline const Property<Config> properties[] = {
        {.name = "url",
         .field = &Config::url,
         .doc = "address that is asked for STUN and TURN servers, https://chat.example/ice",
         .required = true},
        {.name = "timeout", .field = &Config::timeout, .doc = "seconds to wait for an answer", .min = 1, .max = 600},
        {.name = "verify-tls",
         .field = &Config::verify_tls,
         .doc = "refuse a https:// server whose certificate is not trusted; false is for development only"},
        {.name = "ca-file",
         .field = &Config::ca_file,
         .doc = "a PEM file: trust only the certificates in it, and those they have signed; empty: the system's"},
    };
    using Requires = Services<Booth, Status>;

    Turn(Host &host, Config config)
        : host_(host), url_(std::move(config.url)), booth_(host.require<Booth>()), status_(host.require<Status>()),
          question_(
              {seconds(config.timeout), Trust(config.verify_tls, resolved(host, config.ca_file)), max_answer_bytes}) {
        HttpQuestion::check_url("url", url_);
    }

    void start() override { ask(); }
    void stop() override {
        waiting_.cancel();
        question_.cancel();
    }

private:
    static std::string resolved(const Host &host, const std::string &path) {
        return path.empty() ? path : host.resolve_path(path);
    }

    void ask() {
        question_.ask(url_, {}, [this](const HttpQuestion::Reply &reply) {
            try {
                take(reply);
            } catch (const Error &e) {
                failed(e.what());
            }
        });
    }

    void take(const HttpQuestion::Reply &reply) {
        if (reply.status == 0)
            throw Error(std::string(reply.trouble));
        if (reply.status != 200)
            throw Error(fmt::format("the server answered {}", reply.status));
        Answer answer = read_answer(reply.body);
        if (failing_)
            host_.log(Level::info, fmt::format("{} answers again", url_));
        failing_ = false;
        retry_ = first_retry;
        status_.set("turn.servers", std::to_string(answer.servers.size()));
        booth_.use_ice_servers(std::move(answer.servers));
        ask_after(answer.ttl / 2); // a call may begin at any moment, and last
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
        waiting_ = Source::after(wait, [this] { ask(); });
    }

    Host &host_;
    const std::string url_;
    Booth &booth_;
    Status &status_;
    HttpQuestion question_;
    bool failing_ = false;
    milliseconds retry_ = first_retry;
    Source waiting_;
};

} // namespace

CALLBOOTH_PLUGIN(Turn, "turn", "Asks a chat site for the STUN and TURN servers of the calls");
