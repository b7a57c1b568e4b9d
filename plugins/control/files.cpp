// SPDX-License-Identifier: MIT
#include "files.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace callbooth::control {
namespace {

constexpr size_t max_transfers = 4; ///< each way

FileOffer offer_of(const std::string &path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        throw Error(fmt::format("{} is not a file: {}", path, error ? error.message() : "something else is there"));
    const auto size = std::filesystem::file_size(path, error);
    if (error)
        throw Error(fmt::format("{}: {}", path, error.message()));
    return {safe_file_name(path), static_cast<int64_t>(size)};
}

} // namespace

Files::Files(Requests &requests, Channels &channels, Booth *booth, int64_t max_size, GMainContext *context)
    : channels_(channels), booth_(booth), max_size_(max_size), context_(context) {
    requests.add({"send-file",
                  "Sends a file to the partner; the answer comes when the partner has all of it. With a channel whose "
                  "protocol is binary: as one byte array over it; the answer comes when all of it has left",
                  {{"path", Type::path, true}, {"channel", Type::integer}},
                  "booth"},
                 booth, [this](const Json &arguments, const Asker &asker) { return send(arguments, asker); });
    requests.add({"receive-files",
                  "Stores files that the partner sends in this folder, as long as this client stays",
                  {{"folder", Type::path, true}},
                  "booth",
                  true},
                 booth, [this](const Json &arguments, const Asker &asker) { return receive(arguments, asker); });
    if (!booth)
        return;
    subscriptions_.push_back(
        booth->claim_channel([this](Call &call, DataChannel &channel) { return claim(call, channel); }));
    subscriptions_.push_back(booth->call_removed.subscribe(
        [this](Call &, EndReason) { end([](const auto &) { return true; }, "the call ended", false); }));
}

void Files::remove(const Client &client) {
    const auto belongs = [&](const auto &transfer) {
        const auto owner = transfer.client.lock();
        return !owner || owner.get() == &client;
    };
    end(belongs, "the program that asked for it has gone", true);
}

template <class F> void Files::end(F which, const std::string &why, bool close) {
    for (const auto &each : std::vector(outgoing_))
        if (which(each))
            each.sender->end(why, close);
    for (const auto &each : std::vector(arrays_))
        if (which(each))
            each.sender->end(why);
    for (const auto &each : std::vector(incoming_))
        if (which(each))
            each.receiver->fail(why, close);
}

std::optional<Json> Files::send(const Json &arguments, const Asker &asker) {
    const std::string path = arguments.get<std::string>("path");
    if (outgoing_.size() + arrays_.size() >= max_transfers)
        throw Error(fmt::format("{} files are being sent already", outgoing_.size() + arrays_.size()));
    if (const auto channel = arguments.find<int64_t>("channel"))
        send_over(channels_.connection(*channel, *client_of(asker)), path, asker);
    else
        send_in_own_channel(path, asker);
    return std::nullopt;
}

void Files::send_over(DataConnection &connection, const std::string &path, const Asker &asker) {
    if (connection.codec().format() != MessageFormat::binary)
        throw Error("files go over channels whose protocol is binary");
    const FileOffer offer = offer_of(path);
    if (offer.size > UINT32_MAX)
        throw Error("a byte array of BinaryPack has at most 4 GiB");
    const auto number = ++last_array_;
    const auto done = [this, asker, offer, number](const std::string &why) {
        std::erase_if(arrays_, [&](const Array &each) { return each.number == number; });
        report(asker, offer, why);
    };
    const auto sender = std::make_shared<ArraySender>(connection, static_cast<uint64_t>(offer.size), context_, done);
    sender->start(path);
    arrays_.push_back({client_of(asker), number, sender});
}

void Files::send_in_own_channel(const std::string &path, const Asker &asker) {
    const FileOffer offer = offer_of(path);
    Call *call = booth_->current();
    if (!call)
        throw Error("there is no call");
    DataChannel &channel = call->open_channel({file_label, file_protocol});
    const auto sender = std::make_shared<FileSender>(channel, offer, context_, answer(asker, offer, &channel));
    outgoing_.push_back({client_of(asker), &channel, sender});
    sender->start(path);
}

void Files::report(const Asker &asker, const FileOffer &offer, const std::string &why) {
    if (why.empty())
        asker.answer(Json::Object{{"name", offer.name}, {"size", offer.size}});
    else
        asker.fail(Code::failed, fmt::format("{} was not sent: {}", offer.name, why));
}

FileSender::Done Files::answer(const Asker &asker, const FileOffer &offer, const DataChannel *channel) {
    return [this, asker, offer, channel](const std::string &why) {
        std::erase_if(outgoing_, [&](const Outgoing &each) { return each.channel == channel; });
        report(asker, offer, why);
    };
}

Json Files::receive(const Json &arguments, const Asker &asker) {
    const std::string folder = arguments.get<std::string>("folder");
    if (std::error_code error; !std::filesystem::is_directory(folder, error))
        throw Error(fmt::format("{} is not a folder", folder));
    if (const auto other = receiver_.lock(); other && other != client_of(asker))
        throw Error("another program receives the files");
    receiver_ = client_of(asker);
    folder_ = folder;
    return Json::Object{};
}

bool Files::claim(Call &call, DataChannel &channel) {
    const auto client = receiver_.lock();
    if (!client || channel.label() != file_label || incoming_.size() >= max_transfers)
        return false;
    const auto receiver =
        std::make_shared<FileReceiver>(channel, folder_, max_size_, context_, tell(call.peer(), &channel));
    incoming_.push_back({client, &channel, receiver});
    receiver->start();
    return true;
}

FileReceiver::Listener Files::tell(const std::string &peer, const DataChannel *channel) {
    const auto offered = [client = receiver_, peer](const FileOffer &offer) {
        if (const auto to = client.lock())
            to->event("file-offered", {{"peer", peer}, {"name", offer.name}, {"size", offer.size}});
    };
    const auto done = [this, channel, client = receiver_, peer](const FileOffer &offer, const std::string &path,
                                                                const std::string &why) {
        std::erase_if(incoming_, [&](const Incoming &each) { return each.channel == channel; });
        const auto to = client.lock();
        if (to && why.empty())
            to->event("file-received", {{"peer", peer}, {"name", offer.name}, {"size", offer.size}, {"path", path}});
        else if (to)
            to->event("file-failed", {{"peer", peer}, {"name", offer.name}, {"why", why}});
    };
    return {offered, done};
}

} // namespace callbooth::control
