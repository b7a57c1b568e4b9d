// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/json.hpp>

namespace callbooth {

/// The arguments of a Socket.IO event or acknowledgement: JSON values as text, and the binary attachments that stand in
/// them as `{"_placeholder":true,"num":N}` (Socket.IO protocol 5, "Packet encoding"). Owns what it holds; copies share
/// the attachments. Any thread.
class EventArguments {
public:
    using Attachments = std::vector<std::string>;

    EventArguments() = default;
    EventArguments(std::initializer_list<Json> values) {
        for (const Json &value : values)
            add(value);
    }

    EventArguments &add(const Json &value) { return add_text(value.dump()); }
    /// `json` is one JSON value in UTF-8; that is not checked.
    EventArguments &add_text(std::string_view json) {
        if (!ends_.empty())
            text_ += ',';
        text_ += json;
        ends_.push_back(text_.size());
        return *this;
    }
    /// An argument that is binary as a whole.
    EventArguments &add_binary(std::string bytes) {
        auto grown = std::make_shared<Attachments>(attachments());
        add_text(R"({"_placeholder":true,"num":)" + std::to_string(grown->size()) + "}");
        grown->push_back(std::move(bytes));
        attachments_ = std::move(grown);
        return *this;
    }
    /// An argument of `other`, with all attachments of that one. Not after add_binary(), and not from two others that
    /// have attachments: their numbers would mean those of the first.
    EventArguments &add_from(const EventArguments &other, size_t index) {
        if (attachments_ == nullptr)
            attachments_ = other.attachments_;
        return add_text(other.text(index));
    }
    /// For codecs: the attachments that the placeholders of the arguments number.
    void set_attachments(Attachments attachments) {
        attachments_ = attachments.empty() ? nullptr : std::make_shared<const Attachments>(std::move(attachments));
    }

    size_t size() const { return ends_.size(); }
    bool empty() const { return ends_.empty(); }
    /// Of one argument, which must be there; it lives until this is changed.
    std::string_view text(size_t index) const {
        const size_t begin = index == 0 ? 0 : ends_[index - 1] + 1;
        return std::string_view(text_).substr(begin, ends_[index] - begin);
    }
    /// All arguments with commas between them: a JSON array without its brackets.
    std::string_view text() const { return text_; }

    /// Nullopt when there is no such argument, or it goes beyond `limits`.
    std::optional<Json> json(size_t index, const JsonLimits &limits = {}) const {
        try {
            return index < size() ? std::optional(Json::parse(text(index), limits)) : std::nullopt;
        } catch (const Error &) {
            return {};
        }
    }
    /// As json(), and nullopt when it is not a T: std::string, double, bool or an integer type.
    template <class T> std::optional<T> find(size_t index) const {
        const auto value = index < size() && is_scalar(text(index)) ? json(index) : std::nullopt;
        return value ? value->as<T>() : std::nullopt;
    }
    /// The bytes of an argument that is binary as a whole; null when it is not.
    const std::string *binary(size_t index) const {
        static constexpr JsonLimits limits{.depth = 1, .size = 128, .members = 2};
        const auto value = attachments_ != nullptr ? json(index, limits) : std::nullopt;
        const auto number =
            value && value->find<bool>("_placeholder").value_or(false) ? value->find<size_t>("num") : std::nullopt;
        return number && *number < attachments_->size() ? &(*attachments_)[*number] : nullptr;
    }
    const Attachments &attachments() const { return attachments_ != nullptr ? *attachments_ : no_attachments(); }
    /// The same, which live as long as the pointer does; null when there are none.
    const std::shared_ptr<const Attachments> &shared_attachments() const { return attachments_; }
    static const Attachments &no_attachments() {
        static const Attachments none;
        return none;
    }

private:
    /// A tree of what is neither would take a hundred times its bytes.
    static bool is_scalar(std::string_view json) { return !json.starts_with('[') && !json.starts_with('{'); }

    std::string text_;
    std::vector<size_t> ends_; ///< offset behind each argument in `text_`
    std::shared_ptr<const Attachments> attachments_;
};

} // namespace callbooth
