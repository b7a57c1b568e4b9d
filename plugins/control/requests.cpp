// SPDX-License-Identifier: MIT
#include "requests.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::control {

void Asker::answer(const Json &result) const {
    if (const auto recipient = recipient_.lock())
        recipient->send(answer_line(id_, result));
}

void Asker::fail(Code code, std::string_view why) const {
    if (const auto recipient = recipient_.lock())
        recipient->send(error_line(id_, code, why));
}

void Requests::add(Verb verb, bool available, Run run) {
    const std::string name = verb.name;
    rows_.insert_or_assign(name, Row{std::move(verb), available, std::move(run)});
}

void Requests::take(const std::shared_ptr<Recipient> &recipient, std::string_view line) {
    Asker asker(recipient, nullptr);
    try {
        const Request request = read_request(line);
        asker = Asker(recipient, request.id);
        if (const auto result = run(request, asker))
            asker.answer(*result);
    } catch (const Refusal &e) {
        asker.fail(e.code, e.what());
    } catch (const std::exception &e) {
        asker.fail(Code::failed, e.what());
    }
}

std::optional<Json> Requests::run(const Request &request, const Asker &asker) {
    const auto it = rows_.find(request.name);
    if (it == rows_.end() || (request.body.member("arguments") && has_command(request.name)))
        return run_command(request);
    const Row &row = it->second;
    if (!row.available)
        throw Refusal(Code::unavailable,
                      fmt::format("{} needs the service '{}', which this pipeline file does not have", row.verb.name,
                                  row.verb.service));
    const auto result = row.run(arguments_of(row.verb, request.body), asker);
    return row.verb.goes_on ? Json(Json::Object{{"goes-on", true}}) : result;
}

bool Requests::has_command(const std::string &name) const {
    const auto all = commands_.list();
    return std::any_of(all.begin(), all.end(), [&](const Command &each) { return each.name == name; });
}

Json Requests::run_command(const Request &request) {
    if (!has_command(request.name))
        throw Refusal(Code::unknown,
                      fmt::format("there is neither a request nor a command '{}'; 'list' names all", request.name));
    return Json::Object{{"text", commands_.invoke(request.name + ' ' + command_arguments(request.body))}};
}

Json Requests::list() const {
    Json::Array requests;
    for (const auto &[name, row] : rows_) {
        Json::Object entry{
            {"name", name}, {"usage", usage_of(row.verb)}, {"doc", row.verb.doc}, {"available", row.available}};
        if (!row.available)
            entry.set("needs", row.verb.service);
        requests.add(entry);
    }
    Json::Array commands;
    for (const Command &command : commands_.list())
        commands.add(Json::Object{{"name", command.name}, {"usage", command.usage}, {"doc", command.doc}});
    return Json::Object{{"protocol", protocol_version}, {"requests", requests}, {"commands", commands}};
}

} // namespace callbooth::control
