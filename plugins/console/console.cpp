// SPDX-License-Identifier: MIT
#include <algorithm>
#include <memory>
#include <optional>
#include <unistd.h>

#include "line_editor.hpp"
#include "line_splitter.hpp"
#include "screen.hpp"
#include "terminal.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/chat.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/qr_text.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::console;

// The log writes to the same terminal: what it wrote over the prompt is repaired so soon after an event.
constexpr std::chrono::milliseconds repair_delay{50};

// Lets its reader control the booth, and what a console writes may be kept: the command `remote` shows it.
constexpr std::string_view remote_code = "remote.qr";

namespace colour {
constexpr const char *event = "\x1b[2m";
constexpr const char *partner = "\x1b[36m";
constexpr const char *me = "\x1b[32m";
constexpr const char *trouble = "\x1b[31m";
constexpr const char *none = "";
} // namespace colour

class Console final : public Plugin {
public:
    struct Config {
        bool quit_on_eof = false;
    };
    static inline const Property<Config> properties[] = {
        {.name = "quit-on-eof",
         .field = &Config::quit_on_eof,
         .doc = "end the program when standard input ends; a service has none from the beginning"},
    };
    using Requires = Services<Commands, Status>;

    Console(Host &host, Config config)
        : host_(host), config_(config), commands_(host.require<Commands>()), status_(host.require<Status>()) {}

    void start() override;
    void stop() override;

private:
    void listen_to_calls(Booth &booth);
    void listen_to_chat(callbooth::Chat &chat);
    void status_changed(std::string_view key, std::string_view value);
    void typed(std::string_view bytes);
    void input_ended();
    void entered(const std::string &text);
    bool meant_for(const std::string &partner, const std::string &text) const;
    std::string partner() const;
    void line(const std::string &text);
    void command(const std::string &text);
    std::string help() const;
    void say(const std::string &text);
    void print(const char *colour, std::string_view head, std::string_view text);
    void event(std::string_view text) { print(colour::event, "* ", text); }
    void show_prompt();
    void repair_prompt();
    std::string state() const;
    std::string value(std::string_view key) const;

    Host &host_;
    Config config_;
    Commands &commands_;
    Status &status_;
    callbooth::Chat *chat_ = nullptr;
    Booth *booth_ = nullptr;
    std::unique_ptr<Terminal> terminal_;
    bool announced_ = false; ///< that signaling is ready
    LineEditor editor_;
    std::optional<std::string>
        begun_with_; ///< the partner's id when the line under edit was begun; empty: there was none
    LineSplitter splitter_;
    Source repair_;
    std::vector<Subscription> subscriptions_;
};

void Console::start() {
    chat_ = host_.find<callbooth::Chat>();
    booth_ = host_.find<Booth>();
    terminal_ = std::make_unique<Terminal>(STDIN_FILENO, STDOUT_FILENO);
    subscriptions_.push_back(terminal_->input.subscribe([this](std::string_view bytes) { typed(bytes); }));
    subscriptions_.push_back(terminal_->ended.subscribe([this] { input_ended(); }));
    subscriptions_.push_back(terminal_->resized.subscribe([this] { show_prompt(); }));
    subscriptions_.push_back(status_.changed.subscribe(
        [this](std::string_view key, std::string_view value) { status_changed(key, value); }));
    if (booth_)
        listen_to_calls(*booth_);
    if (chat_)
        listen_to_chat(*chat_);
    terminal_->start(host_.context());
    status_changed("signaling.state", value("signaling.state"));
    show_prompt();
}

void Console::stop() {
    subscriptions_.clear();
    repair_.cancel();
    if (terminal_ && terminal_->interactive())
        terminal_->write(erase_line());
    terminal_.reset();
}

void Console::listen_to_calls(Booth &booth) {
    subscriptions_.push_back(booth.caller_waits.subscribe([this](const std::string &peer, const ConnectionInfo &) {
        event(fmt::format("{} calls: type /accept or /refuse", peer));
    }));
    subscriptions_.push_back(booth.caller_gone.subscribe([this, &booth](const std::string &peer) {
        if (!booth.current())
            event(fmt::format("{} does not wait any more", peer));
    }));
    subscriptions_.push_back(
        booth.call_added.subscribe([this](Call &call) { event(fmt::format("connecting to {}", call.peer())); }));
    subscriptions_.push_back(
        booth.call_connected.subscribe([this](Call &call) { event(fmt::format("call with {}", call.peer())); }));
    subscriptions_.push_back(booth.call_removed.subscribe([this](Call &call, EndReason reason) {
        event(fmt::format("call with {} ended: {}", call.peer(), to_string(reason)));
    }));
}

void Console::listen_to_chat(callbooth::Chat &chat) {
    subscriptions_.push_back(chat.received.subscribe([this](std::string_view peer, std::string_view text) {
        print(colour::partner, printable(peer) + ": ", text);
    }));
    subscriptions_.push_back(chat.said.subscribe([this](std::string_view text) { print(colour::me, "me: ", text); }));
}

void Console::status_changed(std::string_view key, std::string_view value) {
    const bool signaling = key == "signaling.state";
    if (signaling && value == "ready") {
        announced_ = true;
        event(fmt::format("signaling ready as {}", this->value("signaling.id")));
    } else if (signaling && value == "lost" && std::exchange(announced_, false)) {
        event("signaling lost");
    } else if (key == "matchmaking.state" && value == "searching") {
        event("looking for a partner");
    } else if (key == "room.link" && !value.empty()) {
        event(fmt::format("others join at {}", value));
    } else if (key.ends_with(".qr") && key != remote_code && !value.empty()) {
        print(colour::none, "", qr_text(value));
    } else if (signaling || key == "matchmaking.state") {
        repair_prompt();
    }
}

void Console::typed(std::string_view bytes) {
    if (!terminal_->interactive()) {
        for (const std::string &text : splitter_.feed(bytes))
            line(text);
        return;
    }
    const auto outcome = editor_.feed(bytes);
    for (const std::string &text : outcome.lines)
        entered(text);
    if (editor_.text().empty())
        begun_with_.reset();
    else if (!begun_with_)
        begun_with_ = partner();
    if (outcome.end)
        input_ended();
    show_prompt();
}

// The partner may have changed while the line was typed; it must not reach another one.
void Console::entered(const std::string &text) {
    const std::string now = partner();
    const bool meant = meant_for(now, text);
    begun_with_.reset();
    if (meant)
        line(text);
    else
        event(fmt::format("not sent: the line was begun before {} came. The Up key brings it back", now));
}

bool Console::meant_for(const std::string &partner, const std::string &text) const {
    if (!begun_with_ || *begun_with_ == partner || partner.empty())
        return true;
    const bool command = text.starts_with('/') && !text.starts_with("//");
    return command && begun_with_->empty();
}

std::string Console::partner() const {
    const Call *call = booth_ ? booth_->current() : nullptr;
    return call ? call->peer() : std::string();
}

void Console::input_ended() {
    if (const auto last = splitter_.finish())
        line(*last);
    if (config_.quit_on_eof)
        host_.quit("end of input");
    else if (terminal_->interactive())
        event("type /quit to end the program");
}

// A second slash says a text that begins with one.
void Console::line(const std::string &text) {
    const bool blank = text.find_first_not_of(" \t") == std::string::npos;
    if (blank)
        return;
    try {
        if (text.starts_with("//"))
            say(text.substr(1));
        else if (text.starts_with('/'))
            command(text.substr(1));
        else
            say(text);
    } catch (const Error &e) {
        print(colour::trouble, "! ", e.what());
    }
}

void Console::command(const std::string &text) {
    const std::string answer = text == "help" || text == "?" ? help() : commands_.invoke(text);
    if (!answer.empty())
        print(colour::none, "", answer);
}

std::string Console::help() const {
    struct Row {
        std::string usage;
        std::string doc;
    };
    std::vector<Row> rows = {{"TEXT", "Says it to the partner"}, {"/help", "Shows this list"}};
    for (const Command &c : commands_.list())
        rows.push_back({fmt::format("/{}{}{}", c.name, c.usage.empty() ? "" : " ", c.usage), c.doc});
    size_t widest = 0;
    for (const Row &row : rows)
        widest = std::max(widest, width(row.usage));
    std::string text;
    for (const Row &row : rows)
        text += fmt::format("{}{:<{}}  {}", text.empty() ? "" : "\n", row.usage, widest, row.doc);
    return text;
}

void Console::say(const std::string &text) {
    if (!chat_)
        throw Error("nothing can be said: the pipeline file has no plugin for chat; commands begin with /");
    chat_->say(text);
}

void Console::print(const char *colour, std::string_view head, std::string_view text) {
    if (!terminal_)
        return;
    const bool drawing = terminal_->interactive();
    std::string out = drawing ? erase_line() : "";
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        const std::string part = printable(text.substr(begin, end - begin));
        if (drawing && *colour)
            out += fmt::format("{}{}\x1b[0m{}\n", colour, head, part);
        else
            out += fmt::format("{}{}\n", head, part);
        begin = end + 1;
    }
    terminal_->write(out);
    show_prompt();
    repair_prompt();
}

void Console::show_prompt() {
    if (terminal_ && terminal_->interactive())
        terminal_->write(draw({state(), editor_.text(), editor_.cursor()}, terminal_->columns()));
}

void Console::repair_prompt() {
    if (terminal_ && terminal_->interactive())
        repair_ = Source::after(
            repair_delay, [this] { show_prompt(); }, host_.context());
}

std::string Console::state() const {
    if (const Call *call = booth_ ? booth_->current() : nullptr)
        return printable(
            fmt::format("{}{} ", call->state() == CallState::connected ? "" : "connecting to ", call->peer()));
    const std::string signaling = value("signaling.state");
    if (signaling.empty())
        return "";
    if (signaling != "ready")
        return fmt::format("signaling {} ", printable(signaling));
    return value("matchmaking.state") == "searching" ? "searching " : "ready ";
}

std::string Console::value(std::string_view key) const {
    const auto it = status_.all().find(key);
    return it == status_.all().end() ? std::string() : it->second;
}

} // namespace

CALLBOOTH_PLUGIN(Console, "console", "The booth in a terminal: a status line, chat, commands");
