// SPDX-License-Identifier: MIT
/// Messages of a Socket.IO client: each line is a text, or with a '~' in front an attachment. The model follows
/// socket.io-parser and reads the JSON with simdjson.
#include "fuzz.hpp"
#include "socketio/packet.hpp"
#include <simdjson.h>

namespace callbooth::fuzz {

namespace {

using namespace callbooth::socketio;
using Element = simdjson::dom::element;

/// What the model leaves undecided: what simdjson and JSON.parse see differently, and our limits.
bool is_undecided(std::string_view text) {
    static constexpr auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    ptrdiff_t digits = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool is_exponent = digits > 0 && (text[i] == 'e' || text[i] == 'E');
        digits = is_digit(text[i]) ? digits + 1 : 0;
        if (digits > 15 || is_exponent || text.substr(i, 2) == "\\u" || text.substr(i, 2) == "-0")
            return true;
    }
    const auto brackets = std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; });
    return brackets > 60 || !simdjson::validate_utf8(text.data(), text.size());
}

bool is_placeholder_right(simdjson::dom::object object, size_t attachments) {
    bool is_placeholder = false;
    bool is_right = false;
    for (const auto field : object) {
        uint64_t number = 0;
        if (field.key == "_placeholder")
            is_placeholder = field.value.is_bool() && field.value.get_bool().value_unsafe();
        if (field.key == "num")
            is_right = field.value.get(number) == simdjson::SUCCESS && number < attachments;
    }
    return !is_placeholder || is_right;
}

bool are_placeholders_right(const Element &value, size_t attachments) {
    if (simdjson::dom::object object; value.get(object) == simdjson::SUCCESS) {
        for (const auto field : object)
            if (!are_placeholders_right(field.value, attachments))
                return false;
        return is_placeholder_right(object, attachments);
    }
    if (simdjson::dom::array array; value.get(array) == simdjson::SUCCESS)
        for (const auto item : array)
            if (!are_placeholders_right(item, attachments))
                return false;
    return true;
}

/// One text as the reference reads it, with regard to what SOCKET.IO's protocol says of its payload.
class Model {
public:
    explicit Model(std::string_view text) : rest_(text) {
        is_valid_ = !text.empty() && text[0] >= '0' && text[0] <= '6' && read(text[0]);
    }
    bool is_valid() const { return is_valid_; }
    size_t attachments() const { return attachments_; }
    std::string_view space() const { return space_; }
    /// An array's items as text.
    std::vector<std::string> items() const {
        std::vector<std::string> items;
        simdjson::dom::array array;
        if (has_payload_ && root_.get(array) == simdjson::SUCCESS)
            for (const auto item : array)
                items.push_back(simdjson::minify(item));
        return items;
    }

private:
    bool read(char type) {
        rest_.remove_prefix(1);
        if (type >= '5' && !read_attachments())
            return false;
        if (rest_.starts_with('/')) {
            const auto end = std::min(rest_.find(','), rest_.size());
            space_ = rest_.substr(0, end);
            rest_.remove_prefix(std::min(end + 1, rest_.size()));
        }
        digits();
        has_payload_ = !rest_.empty();
        return !has_payload_ || (parser_.parse(rest_.data(), rest_.size()).get(root_) == simdjson::SUCCESS &&
                                 !rest_.starts_with("\xEF\xBB\xBF") && is_payload_valid(type));
    }
    std::string_view digits() {
        const auto end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        const auto digits = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return digits;
    }
    bool read_attachments() {
        auto count = digits();
        count.remove_prefix(std::min(count.find_first_not_of('0'), count.size()));
        if (!rest_.starts_with('-') || count.empty() || count.size() > 2)
            return false;
        rest_.remove_prefix(1);
        attachments_ = static_cast<size_t>(std::atoi(std::string(count).c_str()));
        return attachments_ <= max_attachments;
    }
    bool is_payload_valid(char type) const {
        switch (type) {
        case '0': return root_.is_object();
        case '1': return false;
        case '4': return root_.is_object() || root_.is_string();
        case '3':
        case '6': return root_.is_array() && are_attached();
        default: return root_.is_array() && is_name(root_.get_array().value_unsafe().at(0)) && are_attached();
        }
    }
    static bool is_name(simdjson::simdjson_result<Element> first) {
        Element name;
        std::string_view text;
        if (first.get(name) != simdjson::SUCCESS)
            return false;
        return name.is_number() || (name.get(text) == simdjson::SUCCESS && !is_reserved(text));
    }
    bool are_attached() const { return attachments_ == 0 || are_placeholders_right(root_, attachments_); }

    std::string_view rest_;
    simdjson::dom::parser parser_;
    Element root_;
    std::string_view space_ = "/";
    size_t attachments_ = 0;
    bool has_payload_ = false;
    bool is_valid_ = false;
};

void check_same(const Packet &packet, const Packet &other) {
    require(packet.type == other.type && packet.space == other.space && packet.id == other.id &&
                packet.event == other.event && packet.data == other.data,
            "a packet that is written is read again as itself");
    require(packet.arguments.text() == other.arguments.text() &&
                packet.arguments.attachments() == other.arguments.attachments(),
            "arguments and attachments stay as they are");
}

/// A name with bytes that are not UTF-8 is written as other ones.
bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

void check_written(const Packet &packet) {
    if (!is_utf8(packet.event))
        return;
    const auto encoded = encode(packet);
    PacketReader reader;
    auto again = reader.read_text(encoded.text);
    for (const auto &attachment : encoded.attachments()) {
        require(!again, "attachments are due");
        again = reader.read_binary(attachment);
    }
    require(again.has_value(), "what is written is whole");
    check_same(packet, *again);
    require(reader.held() == 0, "nothing is left of a packet");
}

void check_arguments(const Packet &packet, const Model &model) {
    auto items = model.items();
    if (packet.type == PacketType::event && !items.empty())
        items.erase(items.begin());
    require(packet.arguments.size() == items.size(), "no argument is lost");
    for (size_t i = 0; i < items.size(); ++i) {
        simdjson::dom::parser parser;
        const std::string argument(packet.arguments.text(i));
        Element element;
        require(parser.parse(argument).get(element) == simdjson::SUCCESS && simdjson::minify(element) == items[i],
                "arguments are those of the array");
    }
}

std::optional<Packet> read(PacketReader &reader, std::string_view line, size_t due) {
    const bool is_binary = line.starts_with('~');
    std::optional<Packet> packet;
    try {
        packet = is_binary ? reader.read_binary(line.substr(1)) : reader.read_text(line);
    } catch (const Error &) {
        require(is_binary ? due == 0 : due != 0 || is_undecided(line) || !Model(line).is_valid(),
                "what is right is taken");
        throw;
    }
    require(is_binary == (due != 0), "messages come in their order");
    require(is_binary || is_undecided(line) || Model(line).is_valid(), "what is wrong is refused");
    require(packet.has_value() == (reader.held() == 0), "nothing is kept of a packet that is whole");
    return packet;
}

void check_text(std::string_view line, const std::optional<Packet> &packet) {
    if (line.starts_with('~') || is_undecided(line))
        return;
    const Model model(line);
    require(packet.has_value() == (model.attachments() == 0), "a packet waits for its attachments");
    require(!packet || packet->space == model.space(), "a packet is of its namespace");
    if (packet)
        check_arguments(*packet, model);
}

} // namespace

void run(std::string_view input) {
    Input lines(input);
    PacketReader reader;
    size_t due = 0;
    try {
        while (!lines.empty()) {
            const auto line = lines.line();
            const auto packet = read(reader, line, due);
            check_text(line, packet);
            if (packet)
                check_written(*packet);
            due = packet ? 0 : due == 0 ? 1 : due; // how many are due is the reader's to know
        }
    } catch (const Error &) { // the connection ends
        return;
    }
}

} // namespace callbooth::fuzz
