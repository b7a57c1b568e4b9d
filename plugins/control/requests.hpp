// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "recipient.hpp"
#include "verb.hpp"
#include <callbooth/services/commands.hpp>

namespace callbooth::control {

/// Sends an event to all who listen to it.
using Tell = std::function<void(const char *event, const Json::Object &members)>;

/// Who made a request; for answers that come later.
class Asker {
public:
    Asker(std::weak_ptr<Recipient> recipient, Json id) : recipient_(std::move(recipient)), id_(std::move(id)) {}

    /// Does nothing when the recipient has gone.
    void answer(const Json &result) const;
    void fail(Code code, std::string_view why) const;
    /// Null when it has gone.
    std::shared_ptr<Recipient> recipient() const { return recipient_.lock(); }

private:
    std::weak_ptr<Recipient> recipient_;
    Json id_;
};

/// All that can be asked for: the verbs of this plugin, and the commands of the service Commands.
class Requests {
public:
    /// Returns the result, or nullopt when the answer comes later. Throws Error.
    using Run = std::function<std::optional<Json>(const Json &arguments, const Asker &asker)>;

    explicit Requests(Commands &commands) : commands_(commands) {}

    /// `available` false: the pipeline file lacks the verb's service, and `run` is never called.
    void add(Verb verb, bool available, Run run);
    /// Answers a line. Never throws.
    void take(const std::shared_ptr<Recipient> &recipient, std::string_view line);
    /// What can be asked for: `requests` and `commands`.
    Json list() const;

private:
    struct Row {
        Verb verb;
        bool available;
        Run run;
    };
    std::optional<Json> run(const Request &request, const Asker &asker);
    bool has_command(const std::string &name) const;
    Json run_command(const Request &request);

    Commands &commands_;
    std::map<std::string, Row, std::less<>> rows_;
};

} // namespace callbooth::control
