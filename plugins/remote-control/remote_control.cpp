// SPDX-License-Identifier: MIT
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admission.hpp"
#include "board.hpp"
#include "control/booth_requests.hpp"
#include "lan.hpp"
#include "phones.hpp"
#include "relayed.hpp"
#include "rooms-client/qr_code.hpp"
#include "settings.hpp"
#include "visible_commands.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/qr_text.hpp>
#include <callbooth/util/seconds.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::remote_control;

using Clock = Admission::Time::clock;

constexpr std::chrono::seconds look_again{1};    // whether a code has expired, or the link has changed
constexpr std::chrono::seconds pointer_time{10}; // that a pointer is shown without being moved

const char *why(Expiry expiry) {
    switch (expiry) {
    case Expiry::none: break;
    case Expiry::idle: return "the code was not used for too long";
    case Expiry::lifetime: return "the code has expired";
    case Expiry::away: return "the phone has not come back";
    }
    return "";
}

class RemoteControl final : public Plugin {
public:
    using Config = Settings;
    static inline const auto &properties = remote_control::properties;
    using Requires = Services<Commands, Status>;

    static void check_config(const Config &config, ConfigCheck &check) {
        if (config.through == "lan" && !check.has_http())
            check.error("through", "'lan' needs [http] in the pipeline file",
                        "add [http], or write through = 'server'");
    }
    RemoteControl(Host &host, Config config);
    void start() override;
    void stop() override;

private:
    void open_lan();
    void open_relay();
    void add_requests();
    void add_services();
    void listen();
    std::string command(std::string_view argument);
    std::string describe() const;
    void make_code();
    void finish(const std::string &why);
    void end_code();
    void show_code();
    void withdraw_code();
    void entered(const std::string &address, bool returns);
    void lost();
    void look();
    Json point(const Json &arguments);
    void hide_pointer();

    Host &host_;
    const Config config_;
    Status &status_;
    VisibleCommands commands_;
    control::Requests requests_;
    Admission admission_;
    const std::shared_ptr<Phones> phones_;
    std::optional<Page> page_;
    std::unique_ptr<Transport> transport_;
    std::optional<Board> board_;
    control::Subscriptions subscriptions_;
    TokenBucket refusals_{0.2, 10}; ///< that are logged
    std::string link_;              ///< that is shown; empty for none
    Source looking_;
    Source pointer_;
};

std::vector<std::string> hidden(std::vector<std::string> except) {
    except.emplace_back("remote");
    return except;
}

RemoteControl::RemoteControl(Host &host, Config config)
    : host_(host), config_(std::move(config)), status_(host.require<Status>()),
      commands_(host.require<Commands>(), hidden(config_.except)), requests_(commands_),
      admission_({from_seconds(config_.idle), from_seconds(config_.lifetime), from_seconds(config_.away)}),
      phones_(std::make_shared<Phones>(admission_, config_.requests_per_second, host.context())) {
    if (!config_.path.starts_with('/'))
        throw Error(fmt::format("path: '{}' has to begin with '/'", config_.path));
}

void RemoteControl::open_lan() {
    auto *const server = host_.find<HttpServer>();
    if (server == nullptr)
        throw Error("through = 'lan' needs [http] in the pipeline file");
    const std::string path = config_.path.ends_with('/') ? config_.path : config_.path + '/';
    page_.emplace(config_.root.empty() ? web::pages_folder() : host_.resolve_path(config_.root));
    transport_ = std::make_unique<Lan>(*server, *page_, path, config_.link, config_.requests_per_second);
}

void RemoteControl::open_relay() {
    auto *const client = host_.find<SocketIoClient>();
    if (client == nullptr)
        throw Error("through = 'server' needs the plugin socketio-client");
    const std::string page = config_.link.empty() ? client->origin() + "/remote-control.html" : config_.link;
    transport_ = std::make_unique<Relayed>(
        *client, config_.name_space, page, [this](const std::string &text) { host_.log(Level::warning, text); },
        host_.context());
}

void RemoteControl::start() {
    if (config_.through == "lan")
        open_lan();
    else
        open_relay();
    board_.emplace(
        status_,
        [this](const Json::Object &values) {
            phones_->send(control::event_line("status", {{"values", values}}));
        },
        host_.context());
    add_requests();
    add_services();
    listen();
    status_.set("remote.state", "off");
    looking_ = Source::every(
        look_again,
        [this] {
            look();
            return true;
        },
        host_.context());
    if (config_.always)
        make_code();
}

void RemoteControl::stop() {
    looking_.cancel();
    phones_->dismiss("the booth ends");
    subscriptions_.clear();
    end_code();
}

void RemoteControl::add_requests() {
    using control::Asker;
    requests_.add({"list", "Lists all requests and commands"}, true,
                  [this](const Json &, const Asker &) { return requests_.list(); });
    requests_.add(
        {"status", "Shows the status board", {{"prefix"}}}, true,
        [this](const Json &arguments, const Asker &) { return board_->values(arguments.get_or("prefix", "")); });
    requests_.add({"pointer",
                   "Moves the pointer over the picture, from 0 to 1; without a place it is hidden",
                   {{"x", control::Type::number}, {"y", control::Type::number}}},
                  true, [this](const Json &arguments, const Asker &) { return point(arguments); });
    requests_.add({"leave", "Gives the booth back"}, true, [this](const Json &, const Asker &) -> Json {
        host_.post([this] { finish("the phone has left"); });
        return Json::Object{};
    });
}

void RemoteControl::add_services() {
    const control::Tell tell = [this](const char *event, const Json::Object &members) {
        phones_->send(control::event_line(event, members));
    };
    const auto keep = [this](control::Subscriptions more) {
        std::move(more.begin(), more.end(), std::back_inserter(subscriptions_));
    };
    keep(add_calls(requests_, host_.find<Booth>(), tell));
    keep(add_chat(requests_, host_.find<Chat>(), tell));
    keep(add_devices(requests_, host_.find<Devices>(), tell));
    keep(add_mute(requests_, host_.find<Mute>(), tell));
}

void RemoteControl::listen() {
    const auto keep = [this](Subscription subscription) { subscriptions_.push_back(std::move(subscription)); };
    keep(transport_->connected.subscribe([this](const std::shared_ptr<Line> &line) { phones_->add(line); }));
    keep(phones_->entered.subscribe([this](const std::string &address, bool returns) { entered(address, returns); }));
    keep(phones_->lost.subscribe([this] { lost(); }));
    keep(phones_->refused.subscribe([this](const std::string &address, const std::string &why) {
        if (refusals_.take(Clock::now())) // guesses do not fill the log
            host_.log(Level::info, fmt::format("a phone at {} is refused: {}", address, why));
    }));
    keep(phones_->requested.subscribe([this](std::string_view line) { requests_.take(phones_, line); }));
    keep(host_.require<Commands>().add({"remote", "[new | off]",
                                        "Shows the code with which a phone takes over; 'new' makes another one, 'off' "
                                        "ends it",
                                        [this](std::string_view argument) { return command(argument); }}));
}

std::string RemoteControl::command(std::string_view argument) {
    if (argument == "off") {
        phones_->dismiss("the booth has ended it");
        end_code();
        return "there is no code any more";
    }
    if (argument != "" && argument != "new")
        throw Error("say 'remote', 'remote new' or 'remote off'");
    if (argument == "new" || admission_.code().empty())
        make_code();
    return describe();
}

std::string RemoteControl::describe() const {
    if (admission_.is_taken())
        return "a phone controls the booth; 'remote off' ends that, 'remote new' is for another phone";
    const std::string remark = transport_->remark();
    const std::string link = transport_->link();
    return fmt::format("{}\n{}{}{}", link, qr_text(qr_code(link)), remark.empty() ? "" : "\n", remark);
}

void RemoteControl::make_code() {
    phones_->dismiss("the code was replaced");
    admission_.renew(Clock::now());
    transport_->open(admission_.code());
    hide_pointer();
    show_code();
    status_.set("remote.state", "waiting");
}

void RemoteControl::finish(const std::string &why) {
    if (admission_.code().empty())
        return;
    host_.log(Level::info, fmt::format("the remote control ends: {}", why));
    phones_->dismiss(why);
    if (config_.always)
        return make_code();
    end_code();
}

void RemoteControl::end_code() {
    admission_.end();
    transport_->close();
    withdraw_code();
    hide_pointer();
    status_.set("remote.state", "off");
}

// Neither of the two is logged.
void RemoteControl::show_code() {
    const std::string link = transport_->link();
    if (std::exchange(link_, link) == link)
        return;
    status_.set("remote.link", link);
    status_.set("remote.qr", qr_code(link));
}

void RemoteControl::withdraw_code() {
    link_.clear();
    status_.erase("remote.link");
    status_.erase("remote.qr");
}

void RemoteControl::entered(const std::string &address, bool returns) {
    withdraw_code();
    status_.set("remote.state", "connected");
    host_.log(Level::info, fmt::format("a phone at {} {} the booth", address, returns ? "again controls" : "controls"));
}

void RemoteControl::lost() {
    admission_.lost(Clock::now());
    hide_pointer();
    status_.set("remote.state", "away");
    host_.log(Level::info, "the connection to the phone is lost; it may come back");
}

void RemoteControl::look() {
    if (const Expiry expiry = admission_.expiry(Clock::now()); expiry != Expiry::none)
        return finish(why(expiry));
    if (!admission_.code().empty() && !admission_.is_taken())
        show_code(); // another network has another address
}

Json RemoteControl::point(const Json &arguments) {
    const auto x = arguments.find<double>("x");
    const auto y = arguments.find<double>("y");
    if (!x && !y) {
        hide_pointer();
        return Json::Object{};
    }
    if (!x || !y || *x < 0 || *x > 1 || *y < 0 || *y > 1)
        throw control::Refusal(control::Code::bad_request, "pointer: x and y are numbers from 0 to 1");
    status_.set("remote.pointer", fmt::format("{:.4f} {:.4f}", *x, *y));
    pointer_ = Source::after(
        pointer_time, [this] { status_.erase("remote.pointer"); }, host_.context());
    return Json::Object{};
}

void RemoteControl::hide_pointer() {
    pointer_.cancel();
    status_.erase("remote.pointer");
}

} // namespace

CALLBOOTH_PLUGIN(RemoteControl, "remote-control", "Lets a phone control the booth, by a QR code on its screen");
