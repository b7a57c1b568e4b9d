// SPDX-License-Identifier: MIT
/// gst-launch syntax of a pipeline file.
#include "config/fragment/fragment.hpp"

#include "fuzz.hpp"

namespace callbooth::fuzz {

namespace {

using namespace callbooth::config;
using Kind = FragmentElement::Kind;

bool equal(const FragmentElement &a, const FragmentElement &b) {
    return a.kind == b.kind && a.title() == b.title() && a.name == b.name &&
           std::equal(a.properties.begin(), a.properties.end(), b.properties.begin(), b.properties.end(),
                      [](const auto &x, const auto &y) { return x.name == y.name && x.value == y.value; });
}

void check_element(std::string_view text, const FragmentElement &element) {
    require(element.begin < element.end && element.end <= text.size(), "an element stands in the text");
    require(text.substr(element.begin).starts_with(element.title()), "an element begins with its name");
    auto end = element.begin;
    for (const auto &property : element.properties) {
        require(end <= property.begin && property.begin < property.value_begin && property.value_begin < property.end &&
                    property.end <= element.end,
                "properties stand one behind the other");
        require(text.substr(property.begin).starts_with(property.name), "a property begins with its name");
        end = property.end;
    }
    if (element.kind != Kind::element || !element.src_pad.empty())
        return;
    const auto alone = parse_fragment(text.substr(element.begin, element.end - element.begin));
    require(!alone.problem && alone.chains.size() == 1 && alone.chains[0].elements.size() == 1 &&
                equal(alone.chains[0].elements[0], element),
            "an element is the same by itself");
}

} // namespace

void run(std::string_view text) {
    const auto tree = parse_fragment(text);
    if (tree.problem) {
        require(tree.problem->offset <= text.size() && !tree.problem->message.empty(), "a problem has a place");
        return;
    }
    require(!tree.chains.empty(), "a right fragment has a chain");
    size_t end = 0;
    for (const auto &chain : tree.chains) {
        require(!chain.elements.empty(), "no chain is empty");
        for (const auto &element : chain.elements) {
            require(end <= element.begin, "elements stand one behind the other");
            check_element(text, element);
            end = element.end;
        }
    }
}

} // namespace callbooth::fuzz
