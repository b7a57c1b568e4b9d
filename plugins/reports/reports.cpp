// SPDX-License-Identifier: MIT
#include <array>

#include "ledger.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/bans.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/services/peers.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/network_key.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using std::chrono::seconds;

constexpr size_t max_id_bytes = 256; // no longer one is anybody's
constexpr size_t max_reported = 10000;
constexpr double reports_at_once = 5;

class Reports final : public Plugin {
public:
    using Requires = Services<Bans, Metrics, Peers>;

    struct Config {
        int64_t reports = 3;
        int64_t window = 600;
        int64_t ban = 900;
        bool ban_address = true;
        bool distinct_addresses = true;
        double together = 3;
        int64_t partners = 4;
        double rate = 0.1;
    };
    static inline const Property<Config> properties[] = {
        {"reports", &Config::reports, "reports about one peer, each by another one, that ban it; 0: none do", 0, 1000},
        {"window", &Config::window, "seconds that a report counts", 1, 31536000},
        {"ban", &Config::ban, "seconds that the ban lasts", 1, 31536000},
        {"ban-address", &Config::ban_address,
         "bans the address as well as the signaling token; a page that is loaded again has another token, but many "
         "people may share an address"},
        {"distinct-addresses", &Config::distinct_addresses,
         "counts reports from one address, or from the /64 around one of IPv6, once: one person with many pages open "
         "gets nobody banned"},
        {"together", &Config::together,
         "seconds that two have to be in a call before a report of one about the other counts; earlier ones are logged",
         0, 3600},
        {"partners", &Config::partners, "how many of the last partners can be reported", 1, 100},
        {"rate", &Config::rate, "reports a second by one peer, in the long run; five at once", 0.001, 1000},
    };

    Reports(Host &host, Config config)
        : host_(host), config_(config), known_(static_cast<size_t>(config_.partners)),
          ledger_(seconds(config_.window), max_reported), rate_(config_.rate, reports_at_once) {}

    void start() override {
        peers_ = &host_.require<Peers>();
        publish(host_.require<Metrics>());
        follow_peers();
        if (auto *presence = host_.find<Presence>())
            subscriptions_.push_back(presence->describe([this](const Visitor &visitor, VisitorFacts &facts) {
                if (const auto count = visitor.token.empty() ? 0 : ledger_.reporters(visitor.token, now()))
                    facts["reports"] = static_cast<int64_t>(count);
            }));
        subscriptions_.push_back(peers_->handle("REPORT", [this](const std::string &id, auto dst, auto payload) {
            report(id, std::string(dst.substr(0, max_id_bytes + 1)), payload);
        }));
    }

private:
    enum class Outcome { accepted, repeated, brief, stranger, rate, malformed };
    using Partner = reports::Acquaintances::Partner;

    static reports::Time now() { return std::chrono::steady_clock::now(); }

    void follow_peers() {
        subscriptions_.push_back(peers_->matched.subscribe([this](const std::string &id, const std::string &other) {
            const auto one = peers_->claim(id);
            const auto two = peers_->claim(other);
            if (one && two)
                known_.matched(*one, *two, now());
        }));
        subscriptions_.push_back(peers_->met.subscribe(
            [this](const std::string &id, const std::string &other) { known_.met(id, other, now()); }));
        subscriptions_.push_back(peers_->left.subscribe([this](const std::string &id) {
            known_.left(id, now());
            rate_.forget(id);
        }));
    }

    void publish(Metrics &metrics) {
        static constexpr std::array names = {"accepted", "repeated", "brief", "stranger", "rate", "malformed"};
        for (size_t i = 0; i < names.size(); ++i)
            numbers_.push_back(metrics.counter({"callbooth_reports_total",
                                                "reports about a partner",
                                                {{"plugin", host_.name()}, {"outcome", names[i]}}},
                                               [this, i] { return outcomes_[i]; }));
        numbers_.push_back(metrics.counter(
            {"callbooth_reports_bans_total", "peers that reports have banned", {{"plugin", host_.name()}}},
            [this] { return banned_; }));
    }

    void report(const std::string &id, const std::string &reported, std::string_view payload) {
        try {
            const auto reason = reports::read_reason(payload);
            // A copy: the ban may make the one who reports, and all acquaintances with him, go.
            if (!rate_.take(id, now()))
                refuse(id, reported, Outcome::rate, "too many reports; wait a little");
            else if (const auto *partner = known_.find(id, reported))
                accept(id, Partner(*partner), reason);
            else
                refuse(id, reported, Outcome::stranger, "only somebody whom you have just met can be reported");
        } catch (const Error &e) {
            refuse(id, reported, Outcome::malformed, e.what());
        }
    }

    void refuse(const std::string &id, const std::string &reported, Outcome outcome, std::string_view why) {
        count(outcome);
        peers_->tell(id, reports::refused_message(reported, why));
    }

    void accept(const std::string &id, const Partner &partner, const std::string &reason) {
        const auto reporter = peers_->claim(id);
        if (!reporter)
            return;
        const auto &reported = partner.claim;
        const bool brief = std::chrono::duration<double>(partner.together(now())).count() < config_.together;
        const auto entry = brief ? reports::Ledger::Entry() : enter(*reporter, reported);
        count(brief ? Outcome::brief : entry.repeated ? Outcome::repeated : Outcome::accepted);
        const auto counted = brief ? std::string("too early to count") : fmt::format("{} of late", entry.reporters);
        host_.log(Level::info, fmt::format("{} ({}) reports {} ({}), {}: {}", id, reporter->address, reported.id,
                                           reported.address, counted, reason.empty() ? "no reason" : reason));
        peers_->tell(id, reports::reported_message(reported.id));
        if (config_.reports > 0 && entry.reporters >= static_cast<size_t>(config_.reports))
            ban(reported);
    }

    reports::Ledger::Entry enter(const Visitor &reporter, const Visitor &reported) {
        const auto key = config_.distinct_addresses ? network_key(reporter.address) : reporter.token;
        return ledger_.add(reported.token, key, now());
    }

    void ban(const Visitor &partner) {
        ++banned_;
        ledger_.forget(partner.token);
        host_.log(Level::warning, fmt::format("{} ({}) is banned for {} s: reported by {}", partner.id, partner.address,
                                              config_.ban, config_.reports));
        host_.require<Bans>().ban_visitor(partner, config_.ban_address, seconds(config_.ban),
                                          "several people have reported you");
    }

    void count(Outcome outcome) { ++outcomes_[static_cast<size_t>(outcome)]; }

    Host &host_;
    const Config config_;
    Peers *peers_ = nullptr;
    reports::Acquaintances known_;
    reports::Ledger ledger_;
    Limiter rate_;
    std::array<uint64_t, 5> outcomes_{};
    uint64_t banned_ = 0;
    std::vector<Subscription> numbers_;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(Reports, "reports", "Takes reports about partners, and bans whom several people have reported");
