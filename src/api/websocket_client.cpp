// SPDX-License-Identifier: MIT
#include <optional>
#include <random>
#include <utility>

#include "websocket_attempt.hpp"
#include <callbooth/util/backoff.hpp>
#include <callbooth/util/websocket_client.hpp>

namespace callbooth {

using std::chrono::milliseconds;

class WebSocketClient::State {
public:
    State(WebSocketClient &client, Options options)
        : client_(client), options_(std::move(options)), trust_(options_.verify_tls, options_.ca_file),
          backoff_(options_.first_retry, options_.longest_retry) {}

    void start() {
        if (!std::exchange(running_, true))
            connect();
    }

    void stop() {
        running_ = false;
        end_attempt();
    }

    void end_attempt() {
        listening_.clear();
        retry_.cancel();
        settled_.cancel();
        delay_.cancel();
        if (attempt_)
            attempt_->close();
        ended_ = std::move(attempt_);
    }

    void set_url(std::string url) { options_.url = std::move(url); }

    void lose(const std::string &why, milliseconds at_least) {
        if (!running_)
            return;
        const Loss loss{why, std::exchange(was_open_, false), std::max(at_least, backoff_.next(random())),
                        attempt_ ? attempt_->hint() : ""};
        end_attempt();
        retry_after(loss.retry);
        client_.lost.emit(loss);
    }

    void retry_after(milliseconds wait) {
        if (running_ && !attempt_)
            retry_ = Source::after(wait, [this] { connect(); });
    }

    WebSocketAttempt *attempt() const { return attempt_.get(); }

private:
    void connect() {
        retry_.cancel();
        ended_.reset();
        attempt_ = std::make_shared<WebSocketAttempt>(options_, trust_);
        listening_.push_back(attempt_->opened.subscribe([this] { on_open(); }));
        listening_.push_back(attempt_->received.subscribe([this](std::string_view bytes, Kind kind) {
            const auto alive = attempt_; // a listener may stop, or reconnect
            client_.received.emit(bytes, kind);
        }));
        listening_.push_back(attempt_->closed.subscribe([this](const std::string &why) { lose(why, {}); }));
        delay_ = Source::after(options_.patience, [this] { client_.delayed.emit(attempt_->delay()); });
        const auto alive = attempt_; // a listener may stop
        client_.connecting.emit();
        alive->connect();
    }

    void on_open() {
        const auto alive = attempt_;
        was_open_ = true;
        delay_.cancel();
        settled_ = Source::after(options_.settled, [this] { backoff_.reset(); });
        client_.opened.emit();
    }

    double random() { return std::uniform_real_distribution<double>(0, 1)(random_); }

    WebSocketClient &client_;
    Options options_;
    const Trust trust_;
    Backoff backoff_;
    std::random_device random_;
    std::shared_ptr<WebSocketAttempt> attempt_; ///< null while it is lost, and before the start
    std::shared_ptr<WebSocketAttempt> ended_;   ///< may have a function on the stack
    std::vector<Subscription> listening_;
    Source settled_;
    Source delay_;
    Source retry_;
    bool running_ = false;
    bool was_open_ = false;
};

WebSocketClient::WebSocketClient(Options options) : state_(std::make_unique<State>(*this, std::move(options))) {}
WebSocketClient::~WebSocketClient() { stop(); }
void WebSocketClient::start() { state_->start(); }
void WebSocketClient::stop() { state_->stop(); }
void WebSocketClient::set_url(std::string url) { state_->set_url(std::move(url)); }
bool WebSocketClient::is_open() const { return state_->attempt() && state_->attempt()->is_open(); }
std::string WebSocketClient::protocol() const { return state_->attempt() ? state_->attempt()->protocol() : ""; }
bool WebSocketClient::send(std::string_view message, Kind kind) {
    return state_->attempt() && state_->attempt()->send(message, kind);
}
void WebSocketClient::reconnect(const std::string &why, milliseconds at_least) { state_->lose(why, at_least); }
void WebSocketClient::retry_after(milliseconds wait) { state_->retry_after(wait); }

} // namespace callbooth
