// SPDX-License-Identifier: MIT
#include "booth_requests.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::control {
namespace {

Json::Object described(const Call &call) {
    return {{"peer", call.peer()},
            {"outgoing", call.outgoing()},
            {"state", call.state() == CallState::connected ? "connected" : "connecting"}};
}

Json call(Booth &booth, const Json &arguments) {
    const auto metadata = arguments.member("metadata");
    return described(booth.call_with(arguments.get<std::string>("peer"), metadata ? metadata->dump() : ""));
}

Json end_call(Booth &booth) {
    Call *call = booth.current();
    if (!call)
        throw Error("there is no call");
    const std::string peer = call->peer();
    call->hang_up(EndReason::local_hangup);
    return Json::Object{{"peer", peer}};
}

Json refuse_caller(Booth &booth) {
    const std::string peer = booth.waiting_caller();
    booth.refuse_caller();
    return Json::Object{{"peer", peer}};
}

Json::Object described(const Device &device) {
    return {{"kind", to_string(device.kind)}, {"id", device.id}, {"name", device.name}, {"caps", device.caps}};
}

constexpr DeviceKind device_kinds[] = {DeviceKind::camera, DeviceKind::microphone, DeviceKind::speaker};

DeviceKind kind_of(const std::string &name) {
    for (const DeviceKind kind : device_kinds)
        if (name == to_string(kind))
            return kind;
    throw Refusal(Code::bad_request, fmt::format("'{}' is not a kind: camera, microphone or speaker", name));
}

Json::Object state_of(const Devices &devices, DeviceKind kind) {
    return {{"kind", to_string(kind)}, {"chosen", devices.chosen(kind)}, {"state", to_string(devices.state(kind))}};
}

Json list_devices(Devices &devices) {
    Json::Array list;
    for (const Device &device : devices.list()) {
        const bool used = !device.id.empty() && devices.chosen(device.kind) == device.id;
        list.add(described(device).set("chosen", used).set("state", used ? to_string(devices.state(device.kind)) : ""));
    }
    return list;
}

Json muted(const Mute &mute) {
    Json::Object result;
    for (const MediaKind kind : {MediaKind::audio, MediaKind::video})
        if (mute.captured(kind))
            result.set(to_string(kind), mute.muted(kind));
    return result;
}

Subscriptions listen(Booth &booth, const Tell &tell) {
    Subscriptions kept;
    kept.push_back(booth.caller_waits.subscribe([tell](const std::string &peer, const ConnectionInfo &info) {
        tell("caller-waits", {{"peer", peer}, {"metadata", info.metadata}});
    }));
    kept.push_back(booth.caller_gone.subscribe([tell](const std::string &peer) {
        tell("caller-gone", {{"peer", peer}});
    }));
    kept.push_back(booth.call_added.subscribe([tell](Call &call) { tell("call-added", described(call)); }));
    kept.push_back(booth.call_connected.subscribe([tell](Call &call) { tell("call-connected", described(call)); }));
    kept.push_back(booth.call_removed.subscribe([tell](Call &call, EndReason reason) {
        tell("call-ended", {{"peer", call.peer()}, {"reason", to_string(reason)}});
    }));
    return kept;
}

Subscriptions listen(Devices &devices, const Tell &tell) {
    Subscriptions kept;
    kept.push_back(devices.added.subscribe([tell](const Device &device) { tell("device-added", described(device)); }));
    kept.push_back(
        devices.removed.subscribe([tell](const Device &device) { tell("device-removed", described(device)); }));
    kept.push_back(devices.changed.subscribe(
        [tell, &devices](DeviceKind kind) { tell("device-changed", state_of(devices, kind)); }));
    kept.push_back(devices.refused.subscribe([tell](DeviceKind kind, const std::string &id, const std::string &why) {
        tell("device-refused", {{"kind", to_string(kind)}, {"id", id}, {"why", why}});
    }));
    return kept;
}

} // namespace

Subscriptions add_calls(Requests &requests, Booth *booth, const Tell &tell) {
    requests.add(
        {"call", "Calls the peer with this id", {{"peer", Type::text, true}, {"metadata", Type::value}}, "booth"},
        booth, [booth](const Json &arguments, const Asker &) -> Json { return call(*booth, arguments); });
    requests.add({"accept", "Begins the call with the caller that waits", {}, "booth"}, booth,
                 [booth](const Json &, const Asker &) -> Json { return described(booth->accept_caller()); });
    requests.add({"refuse", "Refuses the caller that waits", {}, "booth"}, booth,
                 [booth](const Json &, const Asker &) { return refuse_caller(*booth); });
    requests.add({"end", "Ends the call", {}, "booth"}, booth,
                 [booth](const Json &, const Asker &) { return end_call(*booth); });
    return booth ? listen(*booth, tell) : Subscriptions();
}

Subscriptions add_chat(Requests &requests, Chat *chat, const Tell &tell) {
    requests.add({"chat", "Sends a line of text to the partner", {{"text", Type::text, true}}, "chat"}, chat,
                 [chat](const Json &arguments, const Asker &) -> Json {
                     chat->say(arguments.get<std::string>("text"));
                     return Json::Object{};
                 });
    Subscriptions kept;
    if (!chat)
        return kept;
    kept.push_back(chat->received.subscribe([tell](std::string_view peer, std::string_view text) {
        tell("chat", {{"peer", peer}, {"text", text}});
    }));
    kept.push_back(chat->said.subscribe([tell](std::string_view text) { tell("chat-sent", {{"text", text}}); }));
    return kept;
}

Subscriptions add_devices(Requests &requests, Devices *devices, const Tell &tell) {
    requests.add({"devices", "Lists cameras, microphones and speakers", {}, "devices"}, devices,
                 [devices](const Json &, const Asker &) { return list_devices(*devices); });
    requests.add({"choose",
                  "Uses this device; without an id the one that the pipeline file names",
                  {{"kind", Type::text, true}, {"device"}},
                  "devices"},
                 devices, [devices](const Json &arguments, const Asker &) -> Json {
                     const DeviceKind kind = kind_of(arguments.get<std::string>("kind"));
                     devices->choose(kind, arguments.get_or("device", ""));
                     return state_of(*devices, kind);
                 });
    return devices ? listen(*devices, tell) : Subscriptions();
}

Subscriptions add_mute(Requests &requests, Mute *mute, const Tell &tell) {
    requests.add({"muted", "Tells of what is captured whether it is muted", {}, "mute"}, mute,
                 [mute](const Json &, const Asker &) { return muted(*mute); });
    Subscriptions kept;
    if (mute)
        kept.push_back(mute->changed.subscribe([tell, mute](MediaKind kind) {
            tell("mute", {{"kind", to_string(kind)}, {"muted", mute->muted(kind)}});
        }));
    return kept;
}

} // namespace callbooth::control
