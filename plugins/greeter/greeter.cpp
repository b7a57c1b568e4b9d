// SPDX-License-Identifier: MIT
#include <cctype>
#include <ctime>
#include <utility>

#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/chat.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/util/token_bucket.hpp>

namespace {

using namespace callbooth;

/// "Hi there!" becomes " hi there ", in which whole words can be found.
std::string words_of(std::string_view text) {
    std::string words = " ";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte))
            words += static_cast<char>(std::tolower(byte));
        else if (words.back() != ' ')
            words += ' ';
    }
    return words.back() == ' ' ? words : words + ' ';
}

std::string with_time(std::string text) {
    const std::time_t now = std::time(nullptr);
    char time[sizeof "23:59"];
    std::strftime(time, sizeof time, "%H:%M", std::localtime(&now));
    if (const size_t at = text.find("{time}"); at != std::string::npos)
        text.replace(at, 6, time);
    return text;
}

/// Says hello to every partner in the chat, and answers simple words.
class Greeter final : public Plugin {
public:
    struct Config {
        std::string hello = "Hello!";
        std::vector<std::string> answers;
        std::string otherwise;
        int64_t limit = 100;
    };
    static inline const Property<Config> properties[] = {
        {"hello", &Config::hello, "the first message to every partner; empty for none"},
        {"answers", &Config::answers,
         "rows like 'thank you: You are welcome.'; the first whose words are in a message answers it; {time} is the "
         "time"},
        {"otherwise", &Config::otherwise, "the answer to other messages; empty for none"},
        {"limit", &Config::limit, "most answers in one call: two greeters would answer each other without end", 0,
         10000},
    };
    using Requires = Services<Booth, Chat, Commands>;

    // What the table cannot say: 'callbooth check' prints it with the place in the file.
    static void check_config(const Config &config, ConfigCheck &check) {
        for (const std::string &row : config.answers)
            check.attempt("answers", [&] { read_answer(row); });
    }

    Greeter(Host &host, Config config) : host_(host), config_(std::move(config)), booth_(host.require<Booth>()) {
        for (const std::string &row : config_.answers)
            answers_.push_back(read_answer(row));
    }

    // Now the services of other plugins are there, too.
    void start() override {
        chat_ = &host_.require<Chat>();
        keep(booth_.call_added.subscribe([this](Call &) { begin(); }));
        keep(booth_.call_connected.subscribe([this](Call &) { greet_soon(); }));
        keep(booth_.channel_added.subscribe([this](Call &, DataChannel &channel) {
            greet_soon();
            opened_.push_back(channel.opened.subscribe([this] { greet_soon(); }));
        }));
        keep(chat_->received.subscribe(
            [this](auto peer, auto text) { reply_soon(std::string(peer), std::string(text)); }));
        keep(host_.require<Commands>().add({"answer", "TEXT", "Shows the answer to a message",
                                            [this](std::string_view text) { return answer(text); }}));
    }

private:
    using Answer = std::pair<std::string, std::string>; ///< words, answer

    static Answer read_answer(const std::string &row) {
        const size_t colon = row.find(": ");
        const std::string words = words_of(row.substr(0, colon));
        if (colon == std::string::npos || words == " ")
            throw Error("'" + row + "' in answers lacks words or an answer: write 'thank you: You are welcome.'");
        return {words, row.substr(colon + 2)};
    }

    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }

    void begin() {
        greeted_ = false;
        answered_ = 0;
        opened_.clear();
    }

    // Posted, so that all plugins see the message before the answer: a terminal prints them in that order.
    void greet_soon() {
        host_.post([this] { greet(); });
    }
    void reply_soon(std::string peer, std::string text) {
        host_.post([this, peer = std::move(peer), text = std::move(text)] { reply(peer, text); });
    }

    void greet() {
        const Call *call = booth_.current();
        if (!greeted_ && call && call->state() == CallState::connected)
            greeted_ = say(config_.hello);
    }
    void reply(const std::string &peer, const std::string &text) {
        const Call *call = booth_.current();
        const bool gone = !call || call->peer() != peer;
        if (gone || is_own(text) || answered_ == config_.limit || !pace_.take(TokenBucket::Time::clock::now()))
            return;
        if (say(answer(text)))
            ++answered_;
    }
    bool say(const std::string &text) {
        try {
            if (!text.empty())
                chat_->say(text);
            return true;
        } catch (const Error &e) { // such as: the chat is not open yet
            host_.log(Level::debug, e.what());
            return false;
        }
    }

    std::string answer(std::string_view text) const {
        const std::string message = words_of(text);
        for (const auto &[words, reply] : answers_)
            if (message.find(words) != std::string::npos)
                return with_time(reply);
        return config_.otherwise;
    }
    /// The same words can only come from another greeter.
    bool is_own(const std::string &text) const {
        for (const auto &[words, reply] : answers_)
            if (text == reply)
                return true;
        return text == config_.hello || text == config_.otherwise;
    }

    Host &host_;
    const Config config_;
    Booth &booth_;
    Chat *chat_ = nullptr;
    std::vector<Answer> answers_;
    TokenBucket pace_{1, 5}; ///< answers a second: a flood gets few
    bool greeted_ = false;
    int64_t answered_ = 0;
    std::vector<Subscription> subscriptions_;
    std::vector<Subscription> opened_; ///< to the channels of the call
};

} // namespace

CALLBOOTH_PLUGIN(Greeter, "greeter", "Says hello in the chat and answers simple words");
