// SPDX-License-Identifier: MIT
#include "config/check/fragment_check.hpp"

#include "config/check/property_check.hpp"
#include <fmt/format.h>

namespace callbooth::config {
namespace {

using Kind = FragmentElement::Kind;

constexpr std::string_view reserved_prefix = "callbooth-"; // the names of the elements that the program adds

std::string told_output(const Node &node) {
    if (node.syntax->kind == Kind::caps)
        return fmt::format("the caps '{}'", node.syntax->caps);
    return fmt::format("the output of '{}' ({})", node.syntax->title(), describe_caps(node.output.get()));
}

std::string told_input(const Node &node) {
    if (node.syntax->kind == Kind::caps)
        return fmt::format("the caps '{}'", node.syntax->caps);
    return fmt::format("the input of '{}' ({})", node.syntax->title(), describe_caps(node.input.get()));
}

/// The one field of written caps without which they would fit.
std::string culprit_among(const GstCaps *written, const GstCaps *other) {
    if (gst_caps_is_any(written) || gst_caps_get_size(written) != 1)
        return {};
    const GstStructure *structure = gst_caps_get_structure(written, 0);
    for (gint i = 0; i < gst_structure_n_fields(structure); ++i) {
        const std::string field = gst_structure_nth_field_name(structure, static_cast<guint>(i));
        CapsHandle without(gst_caps_copy(written));
        gst_structure_remove_field(gst_caps_get_structure(without.get(), 0), field.c_str());
        if (gst_caps_can_intersect(without.get(), other) == TRUE)
            return fmt::format("its '{}' is what does not fit", field);
    }
    return {};
}

std::string culprit(const Node &left, const Node &right) {
    if (left.syntax->kind == Kind::caps)
        return culprit_among(left.output.get(), right.input.get());
    if (right.syntax->kind == Kind::caps)
        return culprit_among(right.input.get(), left.output.get());
    return {};
}

std::string unknown_element_hint(const std::string &name) {
    auto package = package_hint(name);
    auto meant = did_you_mean(name, factory_names());
    if (!package.empty() && (meant.empty() || is_well_known(name)))
        return package;
    if (!meant.empty())
        return meant;
    return "'gst-inspect-1.0' lists the elements that are installed";
}

} // namespace

FragmentCheck::FragmentCheck(const ParsedFragment &parsed, std::string where, Diagnostics &diagnostics)
    : fragment_(parsed.fragment), where_(std::move(where)), diagnostics_(diagnostics), tree_(parsed.tree) {
    if (tree_.problem)
        error_at(tree_.problem->offset, tree_.problem->message, tree_.problem->hint);
}

void FragmentCheck::error_at(size_t offset, std::string message, std::string hint) {
    clean_ = false;
    diagnostics_.error(position(fragment_, offset), std::move(message), std::move(hint));
}

void FragmentCheck::error(const Node &node, std::string message, std::string hint) {
    error_at(node.syntax->begin, std::move(message), std::move(hint));
}

const Node *FragmentCheck::before_back() const {
    const auto &nodes = chains_.back();
    return nodes.size() > 1 ? &nodes[nodes.size() - 2] : nullptr;
}

void FragmentCheck::collect_names(Names &names) {
    for (const auto &chain : tree_.chains)
        for (const auto &element : chain.elements) {
            if (element.kind != Kind::element || element.name.empty())
                continue;
            if (element.name.starts_with(reserved_prefix))
                error_at(element.begin, fmt::format("'{}': names that begin with '{}' are the program's own",
                                                    element.name, reserved_prefix));
            if (!names.emplace(element.name, element.factory).second)
                error_at(element.begin, fmt::format("a second element with the name '{}'", element.name),
                         "the names in one section are all different");
            own_names_.emplace(element.name, element.factory);
        }
}

void FragmentCheck::check_elements(const Names &names) {
    if (tree_.problem)
        return;
    resolve(names);
    for (size_t c = 0; c < chains_.size(); ++c) {
        bool fine = true; // one wrong node spoils the links on both of its sides
        for (size_t i = 1; i < chains_[c].size(); ++i)
            fine = !fine || check_link(chains_[c][i - 1], chains_[c][i]);
        if (c > 0 && !unknown_reference_)
            check_gap(chains_[c - 1].back(), chains_[c].front());
    }
}

void FragmentCheck::resolve(const Names &names) {
    for (const auto &chain : tree_.chains) {
        auto &nodes = chains_.emplace_back();
        for (const auto &syntax : chain.elements)
            nodes.push_back(resolve(syntax, names));
    }
}

Node FragmentCheck::resolve(const FragmentElement &syntax, const Names &names) {
    Node node{&syntax, nullptr, nullptr, nullptr};
    if (syntax.kind == Kind::caps) {
        resolve_caps(node);
    } else if (syntax.kind == Kind::element) {
        resolve_element(node, syntax.factory);
    } else if (const auto found = names.find(syntax.name); found != names.end()) {
        referenced_.insert(syntax.name);
        refers_outside_ |= !own_names_.contains(syntax.name);
        node.factory = find_factory(found->second);
    } else {
        unknown_reference_ = true;
        std::vector<std::string> known;
        for (const auto &[name, factory] : names)
            known.push_back(name);
        auto hint = did_you_mean(syntax.name, known);
        error(node, fmt::format("no element has the name '{}'", syntax.name),
              hint.empty() ? fmt::format("an element gets it by 'name={}'", syntax.name) : hint);
    }
    if (node.factory) {
        node.input = template_caps(node.factory.get(), GST_PAD_SINK, syntax.sink_pad);
        node.output = template_caps(node.factory.get(), GST_PAD_SRC, syntax.src_pad);
    }
    return node;
}

void FragmentCheck::resolve_caps(Node &node) {
    auto caps = parse_caps(node.syntax->caps);
    if (!caps)
        return error(node, fmt::format("'{}' are no caps", node.syntax->caps),
                     "caps look like video/x-raw,width=640,framerate=30/1; is a '!' missing behind them?");
    node.input.reset(gst_caps_ref(caps.get()));
    node.output = std::move(caps);
}

void FragmentCheck::resolve_element(Node &node, const std::string &factory) {
    node.factory = find_factory(factory);
    if (!node.factory)
        return error(node, fmt::format("there is no element '{}'", factory), unknown_element_hint(factory));
    check_properties(*node.syntax);
}

void FragmentCheck::check_properties(const FragmentElement &element) {
    const auto klass = element_class(element.factory);
    if (!klass)
        return error_at(element.begin, fmt::format("the element '{}' cannot be loaded", element.factory),
                        "GST_DEBUG=2 tells why");
    for (const auto &property : element.properties)
        if (auto problem = check_property(klass.get(), element, property))
            error_at(problem->offset, std::move(problem->message), std::move(problem->hint));
}

bool FragmentCheck::check_link(const Node &left, const Node &right) {
    if (!left.output || !right.input)
        return true;
    const auto &from = *left.syntax, &to = *right.syntax;
    if (!left.open_output()) {
        error(left, from.src_pad.empty() ? fmt::format("'{}' has no output, so nothing can follow it", from.title())
                                         : fmt::format("'{}' has no output '{}'", from.title(), from.src_pad));
        return false;
    }
    if (!right.open_input()) {
        error(right, to.sink_pad.empty()
                         ? fmt::format("'{}' has no input, so nothing can stand in front of it", to.title())
                         : fmt::format("'{}' has no input '{}'", to.title(), to.sink_pad));
        return false;
    }
    if (gst_caps_can_intersect(left.output.get(), right.input.get()) == TRUE)
        return true;
    error(
        right,
        fmt::format("{} {} not fit {}", told_output(left), from.kind == Kind::caps ? "do" : "does", told_input(right)),
        culprit(left, right));
    return false;
}

/// Between two chains: what is open there must be reached by its name.
void FragmentCheck::check_gap(const Node &left, const Node &right) {
    const auto dangles = [&](const Node &node, bool open) {
        return open && node.syntax->kind == Kind::element && !is_referenced(node);
    };
    const bool ends_open = dangles(left, left.open_output());
    const bool begins_open = dangles(right, right.open_input());
    if (ends_open && begins_open)
        error(right,
              fmt::format("a '!' is missing between '{}' and '{}'", left.syntax->title(), right.syntax->title()));
    else if (ends_open)
        error(left, fmt::format("nothing follows '{}'", left.syntax->title()),
              "link it with '!', or end the chain with a sink");
    else if (begins_open)
        error(right, fmt::format("nothing leads to '{}'", right.syntax->title()),
              "link it with '!', or begin the chain with a source");
}

} // namespace callbooth::config
