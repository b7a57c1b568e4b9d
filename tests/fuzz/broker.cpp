// SPDX-License-Identifier: MIT
/// The server's rules, with a few clients that do what they like. Each line of the input is one step:
///   `+` SOCKET ID TOKEN   connects, once for each socket      `-` SOCKET   is lost      `=` SOCKET   says goodbye
///   `>` SOCKET TYPE ID    sends a message with a number in its payload
///   `"` SOCKET TEXT       sends anything else                 `.` DIGIT    time passes, DIGIT² * 100 ms
///   `?` SOCKET TEXT       sends TEXT to the server itself     `!` ID       is kicked
///   `#` SOCKET            takes no more messages, or takes some again
#include "peerserver/broker.hpp"

#include <array>
#include <map>
#include <memory>
#include <set>

#include "../support/fake_socket.hpp"
#include "fuzz.hpp"
#include "peerserver/json_check.hpp"
#include <callbooth/json.hpp>

namespace callbooth::fuzz {

namespace {

using namespace callbooth::peerserver;
using test::FakeSocket;

constexpr size_t max_steps = 500;

struct Client {
    std::unique_ptr<FakeSocket> socket;
    std::string id;
    std::string token;
    bool seated = false; ///< the broker took it; nothing has ended it since, as far as it knows
};

/// A numbered message on its way.
struct Sent {
    std::string src;
    std::string dst;
    bool told = false; ///< delivered, or the sender was told that it will not be, or it takes no messages
};

/// Null when it has more than we read, such as a name twice.
Json read_json(std::string_view text) {
    try {
        return Json::parse(text, {.drop_deeper = true});
    } catch (const Error &) {
        return nullptr;
    }
}

class World {
public:
    World() {
        joined_ = broker_.joined.subscribe(
            [this](const std::string &id) { require(present_.insert(id).second, "who joins was not there"); });
        left_ = broker_.left.subscribe([this](const std::string &id) {
            require(present_.erase(id) == 1, "who leaves was there");
            for (auto &sent : sent_)
                sent.told |= sent.src == id; // nobody is left to be told
        });
        handling_ = broker_.handle("FIND", [this](const std::string &id, auto, auto) {
            require(broker_.connected(id), "who speaks is there");
            require(broker_.tell(id, R"({"type":"WAIT"})") != is_full(id), "and can be told unless too much waits");
            ++requests_;
        });
        broker_.check = [](const Visitor &visitor) {
            return visitor.token == "banned" ? std::optional(Expulsion{"banned"}) : std::nullopt;
        };
    }

    void step(Input line) {
        const auto kind = line.byte();
        if (kind == '.')
            return pass(line.byte());
        if (kind == '!')
            return kick(line.rest());
        Client &client = clients_[line.byte() % clients_.size()];
        if (kind == '+')
            connect(client, line);
        else if (!client.seated)
            return;
        else if (kind == '#')
            toggle(client);
        else if (kind == '-' || kind == '=')
            disconnect(client, kind == '=');
        else if (kind == '>')
            say(client, line);
        else if (kind == '?')
            request(client, line.rest());
        else if (kind == '"')
            broker_.message(*client.socket, line.rest(), now_);
    }

    void check() {
        for (auto &client : clients_)
            if (client.socket)
                read(client);
        const auto ids = broker_.ids();
        require(std::set(ids.begin(), ids.end()) == present_ && broker_.size() == present_.size(),
                "who is connected is who joined and did not leave");
        require(ids.size() <= limits.connections, "the number of connections is limited");
        std::map<std::string, size_t> networks;
        for (const auto &peer : broker_.list())
            require(++networks[peer.visitor.address] <= limits.network_connections, "so is that of each network");
    }

    void finish() {
        pass('9'); // long enough for all that waits
        check();
        for (const auto &sent : sent_)
            require(sent.told, "a message arrives, or its sender is told");
        broker_.release();
        for (const auto &client : clients_)
            require(!client.socket || (!client.socket->on_message && !client.socket->on_closed),
                    "released sockets have no listeners");
        require(broker_.size() == 0, "nobody is left");
    }

private:
    void pass(uint8_t digit) {
        const int n = digit >= '0' && digit <= '9' ? digit - '0' : 0;
        now_ += std::chrono::milliseconds(n * n * 100);
        broker_.tick(now_);
    }

    bool is_full(std::string_view id) const {
        return std::any_of(clients_.begin(), clients_.end(), [&](const Client &client) {
            return client.seated && client.id == id && !client.socket->code && client.socket->full;
        });
    }

    void toggle(Client &client) {
        client.socket->full = !client.socket->full;
        for (auto &sent : sent_)
            sent.told |= sent.src == client.id; // nothing can be told to it
    }

    void kick(std::string_view id) {
        const bool there = broker_.connected(id);
        require(broker_.expel(id, {"kicked"}) == there, "who is there can be kicked");
        require(!broker_.connected(id), "who was kicked is gone");
    }

    void request(Client &client, std::string_view text) {
        const Json::Object message{{"type", "FIND"}, {"payload", text}};
        const auto before = requests_;
        const auto limited = broker_.counts().limited;
        broker_.message(*client.socket, message.dump(), now_);
        const bool seated = !client.socket->code.has_value();
        require(requests_ - before + broker_.counts().limited - limited == (seated ? 1U : 0U),
                "a message to the server arrives, unless there are too many");
    }

    void connect(Client &client, Input line) {
        if (client.socket && !client.socket->code)
            return;
        client = {std::make_unique<FakeSocket>(addresses[sockets_++ % addresses.size()]), std::string(line.until(' ')),
                  std::string(line.rest()), false};
        const bool was_there = broker_.connected(client.id);
        const bool proven = broker_.proves(client.id, client.token);
        client.seated = broker_.connect(*client.socket, {client.id, client.token}, now_);
        require(!client.seated || !was_there || proven, "an id is taken over with its token only");
        require(!client.seated || client.token != "banned", "guards are heeded");
        require(client.seated != client.socket->code.has_value(), "a refused client is let go");
        if (!client.seated)
            return;
        client.socket->on_message = [](auto, auto) {};
        client.socket->on_closed = [] {};
    }

    void disconnect(Client &client, bool goodbye) {
        client.socket->said_goodbye = goodbye;
        broker_.disconnect(*client.socket, now_);
        client.seated = false;
        read(client);
        client.socket.reset();
    }

    void say(Client &client, Input line) {
        static constexpr std::array types = {"OFFER", "ANSWER", "CANDIDATE"};
        const char *type = types[line.byte() % types.size()];
        const Json message = Json::Object{{"type", type}, {"dst", line.rest()}, {"payload", sent_.size()}};
        const auto text = message.dump();
        const auto dst = message.get<std::string>("dst");
        // Without a receiver it is no message.
        sent_.push_back({client.id, dst, dst.empty() || client.socket->code.has_value() || client.socket->full});
        broker_.message(*client.socket, text, now_);
    }

    void read(Client &client) {
        for (const auto &text : client.socket->take()) {
            require(is_json(text), "the server speaks JSON");
            const auto json = read_json(text);
            if (json.member("src"))
                from_peer(client, json);
        }
        if (client.socket->code)
            client.seated = false;
    }

    void from_peer(const Client &client, const Json &json) {
        const auto src = json.get<std::string>("src");
        const auto dst = json.get<std::string>("dst");
        if (json.get<std::string>("type") == "EXPIRE") {
            require(dst == client.id, "who sent a message hears of its end");
            for (auto &sent : sent_)
                sent.told |= sent.src == client.id && sent.dst == src;
            return;
        }
        require(dst == client.id, "a message arrives at its receiver");
        const auto number = json.find<size_t>("payload");
        if (!number || *number >= sent_.size())
            return; // one of the raw ones
        auto &sent = sent_[*number];
        if (sent.src == src && sent.dst == dst)
            sent.told = true;
    }

    static constexpr BrokerLimits limits{.alive = std::chrono::milliseconds(30000),
                                         .grace = std::chrono::milliseconds(1000),
                                         .connections = 5,
                                         .network_connections = 4,
                                         .offers_per_second = 1,
                                         .offers_at_once = 10,
                                         .backlog = {.messages = 4, .bytes = 400}};
    static constexpr std::array addresses = {"10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2"};
    size_t sockets_ = 0;
    Time now_{};
    std::set<std::string> present_;
    std::vector<Sent> sent_;
    Broker broker_{limits};
    std::array<Client, 8> clients_;
    size_t requests_ = 0;
    Subscription joined_;
    Subscription left_;
    Subscription handling_;
};

} // namespace

void run(std::string_view bytes) {
    Input input(bytes);
    World world;
    for (size_t steps = 0; !input.empty() && steps < max_steps; ++steps) {
        world.step(Input(input.line()));
        world.check();
    }
    world.finish();
}

} // namespace callbooth::fuzz
