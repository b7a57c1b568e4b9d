// SPDX-License-Identifier: MIT
#include "packet.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>
#include <callbooth/util/json_scanner.hpp>

namespace callbooth::socketio {

namespace {

/// Digits on the wire: those of PacketType, and then the two that have attachments.
constexpr char binary_event = '5';
constexpr char binary_ack = '6';

constexpr PacketReader::Limits default_limits;

[[noreturn]] void refuse(const char *why) { throw Error(why); }

bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

void append_string(std::string &text, std::string_view value) {
    if (!std::all_of(value.begin(), value.end(), is_plain))
        text += Json(value).dump();
    else
        text.append(1, '"').append(value).append(1, '"');
}

std::string unescaped(std::string_view string) {
    if (string.find('\\') == std::string_view::npos)
        return std::string(string.substr(1, string.size() - 2));
    return Json::parse(string).get<std::string>();
}

bool is_named(std::string_view string, std::string_view name) {
    if (string.find('\\') == std::string_view::npos)
        return string.substr(1, string.size() - 2) == name;
    try {
        return unescaped(string) == name;
    } catch (const Error &) { // half of a surrogate pair
        return false;
    }
}

char digit_of(const Packet &packet) {
    if (!packet.arguments.attachments().empty() && packet.type == PacketType::event)
        return binary_event;
    if (!packet.arguments.attachments().empty() && packet.type == PacketType::ack)
        return binary_ack;
    return static_cast<char>('0' + static_cast<int>(packet.type));
}

void append_arguments(std::string &text, const Packet &packet) {
    text += '[';
    if (packet.type == PacketType::event)
        append_string(text, packet.event);
    if (packet.type == PacketType::event && !packet.arguments.empty())
        text += ',';
    text.append(packet.arguments.text()).append(1, ']');
}

/// What stands in front of the JSON of a packet.
struct Head {
    char digit = '0';
    size_t attachments = 0;
    std::string_view space = "/";
    std::optional<uint64_t> id = {};
    std::string_view json;
};

class HeadReader {
public:
    HeadReader(std::string_view text, const PacketReader::Limits &limits) : rest_(text), limits_(limits) {}

    Head read() {
        Head head;
        head.digit = type();
        if (head.digit == binary_event || head.digit == binary_ack)
            head.attachments = attachments();
        if (rest_.starts_with('/'))
            head.space = space();
        head.id = number();
        head.json = rest_;
        return head;
    }

private:
    char type() {
        const char digit = rest_.empty() ? '\0' : rest_.front();
        if (digit < '0' || digit > binary_ack)
            refuse("a packet of a type that Socket.IO does not have");
        rest_.remove_prefix(1);
        return digit;
    }

    size_t attachments() {
        const auto count = number();
        if (!count || !rest_.starts_with('-') || *count == 0 || *count > limits_.attachments)
            refuse("a binary packet without a valid number of attachments");
        rest_.remove_prefix(1);
        return static_cast<size_t>(*count);
    }

    std::string_view space() {
        const auto name = rest_.substr(0, rest_.find(','));
        if (name.size() > limits_.space)
            refuse("a namespace with a name that is too long");
        rest_.remove_prefix(std::min(rest_.size(), name.size() + 1));
        return name;
    }

    std::optional<uint64_t> number() {
        uint64_t value = 0;
        const auto result = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (result.ec == std::errc::result_out_of_range)
            refuse("a packet with a number that is too large");
        if (result.ec != std::errc())
            return {};
        rest_.remove_prefix(static_cast<size_t>(result.ptr - rest_.data()));
        return value;
    }

    std::string_view rest_;
    const PacketReader::Limits &limits_;
};

/// Finds placeholders whose attachment is missing: a receiver of such a packet would end its connection.
class Placeholders : public JsonVisitor {
public:
    explicit Placeholders(size_t attachments, int depth)
        : attachments_(attachments), objects_(attachments == 0 ? 0 : static_cast<size_t>(depth) + 1) {}

    void member(int depth, std::string_view name, std::string_view value) {
        if (attachments_ == 0)
            return;
        if (is_named(name, "_placeholder"))
            object(depth).is_placeholder = value == "true";
        else if (is_named(name, "num"))
            object(depth).has_attachment = is_attachment(value);
    }
    void end_object(int depth) {
        if (attachments_ == 0)
            return;
        const auto ended = std::exchange(object(depth), {});
        are_valid_ = are_valid_ && (!ended.is_placeholder || ended.has_attachment);
    }
    bool are_valid() const { return are_valid_; }

private:
    struct Object {
        bool is_placeholder = false;
        bool has_attachment = false;
    };
    Object &object(int depth) { return objects_[static_cast<size_t>(depth)]; }
    bool is_attachment(std::string_view number) const {
        size_t value = 0;
        const char *const end = number.data() + number.size();
        const auto result = std::from_chars(number.data(), end, value);
        return result.ec == std::errc() && result.ptr == end && value < attachments_;
    }

    const size_t attachments_;
    std::vector<Object> objects_; ///< those that are being read, by their depth
    bool are_valid_ = true;
};

/// Takes the array of an event or an ack apart.
class ArgumentReader : public Placeholders {
public:
    ArgumentReader(Packet &packet, size_t attachments, const PacketReader::Limits &limits)
        : Placeholders(attachments, limits.depth), packet_(packet), limits_(limits),
          has_event_(packet.type != PacketType::event) {}

    void item(int depth, std::string_view value) {
        if (depth != 1)
            return;
        if (std::exchange(has_event_, true))
            add(value);
        else
            packet_.event = name(value);
    }
    bool has_event() const { return has_event_; }

private:
    void add(std::string_view value) {
        if (packet_.arguments.size() == limits_.arguments)
            refuse("an event with too many arguments");
        packet_.arguments.add_text(value);
    }
    static std::string name(std::string_view value) {
        const bool is_string = value.front() == '"';
        const bool is_number = value.front() == '-' || (value.front() >= '0' && value.front() <= '9');
        if (!is_string && !is_number)
            refuse("an event without a name");
        std::string name = is_string ? unescaped(value) : std::string(value);
        if (is_reserved(name))
            refuse("an event with a reserved name");
        return name;
    }

    Packet &packet_;
    const PacketReader::Limits &limits_;
    bool has_event_;
};

std::string_view trimmed(std::string_view json) {
    constexpr std::string_view space = " \t\r\n";
    json.remove_prefix(std::min(json.size(), json.find_first_not_of(space)));
    return json.substr(0, json.find_last_not_of(space) + 1);
}

void read_arguments(Packet &packet, const Head &head, const PacketReader::Limits &limits) {
    if (head.json.empty())
        return; // as the reference server has it: an event that nobody listens to
    ArgumentReader reader(packet, head.attachments, limits);
    if (!trimmed(head.json).starts_with('[') || !scan_json(head.json, reader, limits.depth) || !reader.has_event())
        refuse("an event or an acknowledgement without an array of arguments");
    if (!reader.are_valid())
        refuse("an event with a placeholder of an attachment that it does not have");
}

class ValueCounter : public JsonVisitor {
public:
    void member(int /*depth*/, std::string_view /*name*/, std::string_view /*value*/) { ++count_; }
    void item(int /*depth*/, std::string_view /*value*/) { ++count_; }
    size_t count() const { return count_; }

private:
    size_t count_ = 0;
};

void read_data(Packet &packet, std::string_view json, const PacketReader::Limits &limits) {
    if (json.empty())
        return;
    ValueCounter values;
    json = trimmed(json);
    const bool is_right = json.starts_with('{') || (json.starts_with('"') && packet.type == PacketType::connect_error);
    if (json.size() > limits.data)
        refuse("a packet with too much data");
    if (packet.type == PacketType::disconnect || !is_right || !scan_json(json, values, limits.depth))
        refuse("a packet with data that does not belong to its type");
    if (values.count() > limits.data_values)
        refuse("a packet with too much data");
    packet.data = json;
}

PacketType type_of(char digit) {
    const bool is_binary = digit == binary_event || digit == binary_ack;
    return static_cast<PacketType>(digit - '0' - (is_binary ? 3 : 0));
}

Packet read_packet(const Head &head, const PacketReader::Limits &limits) {
    Packet packet{.type = type_of(head.digit), .id = head.id};
    if (head.space != "/")
        packet.space = head.space;
    if (packet.type == PacketType::event || packet.type == PacketType::ack)
        read_arguments(packet, head, limits);
    else
        read_data(packet, head.json, limits);
    return packet;
}

} // namespace

bool is_reserved(std::string_view event) {
    static constexpr std::array<std::string_view, 6> names{"connect",       "connect_error", "disconnect",
                                                           "disconnecting", "newListener",   "removeListener"};
    return std::find(names.begin(), names.end(), event) != names.end();
}

EncodedPacket encode(const Packet &packet, std::string_view prefix) {
    const auto &attachments = packet.arguments.attachments();
    if (packet.type == PacketType::event && is_reserved(packet.event))
        throw Error("the event '" + packet.event + "' is reserved");
    if (attachments.size() > max_attachments)
        throw Error("an event or acknowledgement can have " + std::to_string(max_attachments) + " attachments at most");
    std::string text;
    text.reserve(packet.space.size() + packet.event.size() + packet.arguments.text().size() + 32);
    text.append(prefix).append(1, digit_of(packet));
    if (!attachments.empty())
        text.append(std::to_string(attachments.size())).append(1, '-');
    if (packet.space != "/")
        text.append(packet.space).append(1, ',');
    if (packet.id)
        text += std::to_string(*packet.id);
    if (packet.type == PacketType::event || packet.type == PacketType::ack)
        append_arguments(text, packet);
    else
        text += packet.data.value_or("");
    return {std::move(text), packet.arguments.shared_attachments()};
}

struct PacketReader::Partial {
    Packet packet;
    size_t due;
    size_t bytes;
    EventArguments::Attachments attachments = {};
};

PacketReader::PacketReader() : PacketReader(default_limits) {}
PacketReader::PacketReader(const Limits &limits) : limits_(&limits) {}
PacketReader::PacketReader(PacketReader &&) noexcept = default;
PacketReader &PacketReader::operator=(PacketReader &&) noexcept = default;
PacketReader::~PacketReader() = default;

std::optional<Packet> PacketReader::read_text(std::string_view text) {
    if (partial_)
        refuse("a text where an attachment is due");
    if (text.size() > limits_->bytes)
        refuse("a packet that is too large");
    const auto head = HeadReader(text, *limits_).read();
    auto packet = read_packet(head, *limits_);
    if (head.attachments == 0)
        return packet;
    partial_ = std::make_unique<Partial>(Partial{std::move(packet), head.attachments, text.size()});
    return {};
}

std::optional<Packet> PacketReader::read_binary(std::string_view bytes) {
    if (!partial_)
        refuse("an attachment that belongs to nothing");
    if (bytes.size() > limits_->bytes - partial_->bytes)
        refuse("a packet that is too large");
    partial_->bytes += bytes.size();
    partial_->attachments.emplace_back(bytes);
    if (partial_->attachments.size() < partial_->due)
        return {};
    auto packet = std::move(partial_->packet);
    packet.arguments.set_attachments(std::move(partial_->attachments));
    partial_.reset();
    return packet;
}

size_t PacketReader::held() const { return partial_ ? partial_->bytes : 0; }

} // namespace callbooth::socketio
