// SPDX-License-Identifier: MIT
/// Rooms by invitation, with a few clients that do what they like. Each line of the input is one step:
///   `+` CLIENT         connects                     `-` CLIENT         is lost
///   `c` CLIENT TOKEN   creates a room               `l` CLIENT         ends the call
///   `o` CLIENT ROOM    offers, to the ROOMth room   `m` CLIENT ROOM    sends another message there
///   `"` CLIENT TEXT    sends anything else          `.` DIGIT          time passes, DIGIT² seconds
///   `!` CLIENT         is expelled                  `#` CLIENT         takes no more messages, or takes some again
#include <array>
#include <memory>
#include <set>
#include <vector>

#include "../support/fake_socket.hpp"
#include "fuzz.hpp"
#include "rooms/room_table.hpp"
#include <callbooth/json.hpp>

namespace callbooth::fuzz {

namespace {

using rooms::RoomTable;
using test::FakeSocket;

constexpr size_t max_steps = 500;

struct Client {
    std::unique_ptr<FakeSocket> socket;
    std::set<std::string> rooms; ///< that it has created, or offered to join
    std::array<int, 8> last{};   ///< the number of the last message of each other client

    bool connected() const { return socket && !socket->code; }
};

class World {
public:
    void step(Input line) {
        const auto kind = line.byte();
        if (kind == '.')
            return pass(line.byte());
        const size_t index = line.byte() % clients_.size();
        if (kind == '+')
            return connect(clients_[index]);
        if (clients_[index].connected())
            act(kind, index, line);
    }

    void check() {
        for (size_t i = 0; i < clients_.size(); ++i)
            if (clients_[i].socket)
                read(i);
        const auto connected =
            std::count_if(clients_.begin(), clients_.end(), [](const Client &client) { return client.connected(); });
        require(table_.size() == static_cast<size_t>(connected), "who is connected is known, and nobody else");
        require(table_.rooms() <= limits.rooms, "the number of rooms is limited");
    }

    void finish() {
        for (auto &client : clients_)
            if (client.connected())
                disconnect(client);
        pass('9'); // longer than the grace
        check();
        require(table_.size() == 0 && table_.rooms() == 0, "nothing is left when all have left");
    }

private:
    void pass(uint8_t digit) {
        const int n = digit >= '0' && digit <= '9' ? digit - '0' : 0;
        now_ += std::chrono::seconds(n * n);
        table_.tick(now_);
    }

    void connect(Client &client) {
        if (client.connected())
            return;
        client = {};
        client.socket = std::make_unique<FakeSocket>();
        require(table_.connect(*client.socket, now_), "without guards everybody is admitted");
    }

    void disconnect(Client &client) {
        table_.disconnect(*client.socket, now_);
        client = {};
    }

    void act(uint8_t kind, size_t index, Input &line) {
        Client &client = clients_[index];
        const auto say = [&](const Json &json) { table_.message(*client.socket, json.dump(), now_); };
        if (kind == '-')
            disconnect(client);
        else if (kind == 'c')
            say(Json::Object{{"type", "createRoom"}, {"token", line.rest()}});
        else if (kind == 'l')
            say(Json::Object{{"type", "leave"}});
        else if (kind == 'o' || kind == 'm')
            send(index, kind == 'o' ? "offer" : "iceCandidate", line.byte());
        else if (kind == '"')
            table_.message(*client.socket, line.rest(), now_);
        else if (kind == '!')
            expel(client);
        else if (kind == '#')
            client.socket->full = !client.socket->full;
    }

    void send(size_t from, const char *type, uint8_t room) {
        if (rooms_.empty())
            return;
        const std::string &id = rooms_[room % rooms_.size()];
        if (std::string_view(type) == "offer")
            clients_[from].rooms.insert(id);
        const Json::Array mark{Json(from), Json(++sent_)};
        const Json::Object message{
            {"type", type}, {"roomId", id}, {"payload", mark}, {"token", "a secret of the partner"}};
        table_.message(*clients_[from].socket, message.dump(), now_);
    }

    void expel(Client &client) {
        for (const auto &attendee : table_.list())
            if (!client.socket->code && table_.expel(attendee.visitor.id, {"expelled"}))
                require(!table_.find(attendee.visitor.id), "who was expelled is gone");
    }

    void read(size_t index) {
        Client &client = clients_[index];
        for (const auto &text : client.socket->take()) {
            const auto json = Json::parse(text); // throws when the server sends anything else
            require(!json.member("token"), "a token stays with the server");
            const auto room = json.find<std::string>("payload").value_or("");
            if (json.get<std::string>("type") == "roomCreated") {
                client.rooms.insert(room);
                rooms_.push_back(room);
            } else if (const auto mark = json.find<std::vector<int>>("payload"); mark && mark->size() == 2) {
                arrive(index, json.get<std::string>("roomId"), static_cast<size_t>((*mark)[0]), (*mark)[1]);
            }
        }
    }

    void arrive(size_t to, const std::string &room, size_t from, int number) {
        if (from >= clients_.size() || number <= 0 || number > sent_)
            return; // one of the raw ones
        require(from != to, "nobody gets its own message");
        require(clients_[to].rooms.contains(room),
                "a message reaches only those who created its room or offered to join");
        require(std::exchange(clients_[to].last[from], number) < number, "messages keep their order");
        require(arrived_.insert(number).second, "a message arrives once");
    }

    static constexpr rooms::RoomLimits limits{.rooms = 3, .network_rooms = 3, .creations_per_second = 10};
    rooms::Time now_{std::chrono::hours(1)};
    RoomTable table_{limits, "rooms"};
    std::array<Client, 8> clients_;
    std::vector<std::string> rooms_;
    std::set<int> arrived_;
    int sent_ = 0;
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
