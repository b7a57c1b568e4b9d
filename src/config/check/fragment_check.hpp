// SPDX-License-Identifier: MIT
/// What can be said about one fragment for itself: its elements, their properties, the links between them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/diagnostics.hpp"
#include "config/fragment/fragment.hpp"
#include "config/fragment/gst.hpp"

namespace callbooth::config {

/// A node of a fragment with what GStreamer's registry knows about it.
struct Node {
    const FragmentElement *syntax = nullptr;
    FactoryHandle factory; ///< null for caps, and for an element that does not exist
    CapsHandle input;      ///< null when unknown, empty when there is none
    CapsHandle output;

    bool open_input() const { return input && !gst_caps_is_empty(input.get()); }
    bool open_output() const { return output && !gst_caps_is_empty(output.get()); }
};

/// The factories behind the names that elements of a section have; fragments of one section share them.
using Names = std::map<std::string, std::string, std::less<>>;

/// One fragment under examination.
class FragmentCheck {
public:
    /// `parsed` has to outlive this. `where` is what messages call it: `[capture] video`.
    FragmentCheck(const ParsedFragment &parsed, std::string where, Diagnostics &diagnostics);

    /// The names that its elements have. Says so when one is in `names` already.
    void collect_names(Names &names);
    void check_elements(const Names &names);

    const std::string &where() const { return where_; }
    const std::string &text() const { return fragment_.text; }
    /// Nothing was wrong with it so far.
    bool clean() const { return clean_; }
    /// The first and the last node; only of a fragment without syntax errors.
    const Node &front() const { return chains_.front().front(); }
    /// The second one of the first chain; null when there is none.
    const Node *behind_front() const { return chains_.front().size() > 1 ? &chains_.front()[1] : nullptr; }
    const Node &back() const { return chains_.back().back(); }
    /// What stands in front of the last node, or null.
    const Node *before_back() const;
    /// Some element refers to the node by its name.
    bool is_referenced(const Node &node) const { return referenced_.contains(node.syntax->name); }
    bool refers_outside() const { return refers_outside_; }
    bool has_syntax() const { return !tree_.problem; }

    void error(const Node &node, std::string message, std::string hint = {});
    void error_at(size_t offset, std::string message, std::string hint = {});

private:
    void resolve(const Names &names);
    Node resolve(const FragmentElement &syntax, const Names &names);
    void resolve_caps(Node &node);
    void resolve_element(Node &node, const std::string &factory);
    void check_properties(const FragmentElement &element);
    /// False when there is something wrong with it.
    bool check_link(const Node &left, const Node &right);
    void check_gap(const Node &left, const Node &right);

    const Fragment &fragment_;
    std::string where_;
    Diagnostics &diagnostics_;
    const FragmentTree &tree_;
    std::vector<std::vector<Node>> chains_;
    Names own_names_;
    std::set<std::string, std::less<>> referenced_;
    bool refers_outside_ = false;
    bool unknown_reference_ = false;
    bool clean_ = true;
};

} // namespace callbooth::config
