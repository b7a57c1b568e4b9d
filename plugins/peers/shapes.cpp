// SPDX-License-Identifier: MIT
#include "shapes.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/util/json_scanner.hpp>

namespace callbooth::peers {
namespace {

constexpr size_t max_description = 64 * 1024;
constexpr size_t max_candidate = 4 * 1024;
constexpr int max_depth = 16;

/// Which texts an object has. What strangers send is not built as a tree, which takes a hundred times its bytes.
class Texts : public JsonVisitor {
public:
    explicit Texts(std::initializer_list<std::string_view> names) {
        for (const auto name : names)
            found_.emplace_back('"' + std::string(name) + '"', false);
    }
    void member(int depth, std::string_view name, std::string_view value) {
        for (auto &[known, is_text] : found_)
            if (depth == 1 && name == known)
                is_text = value.starts_with('"');
    }
    bool has_all() const {
        return std::all_of(found_.begin(), found_.end(), [](const auto &entry) { return entry.second; });
    }

private:
    std::vector<std::pair<std::string, bool>> found_;
};

bool has_texts(std::string_view json, size_t max_size, std::initializer_list<std::string_view> names) {
    Texts texts(names);
    return json.size() <= max_size && json.starts_with('{') && scan_json(json, texts, max_depth) && texts.has_all();
}

} // namespace

bool is_description(std::string_view json) { return has_texts(json, max_description, {"type", "sdp"}); }

bool is_candidate(std::string_view json) { return json == "null" || has_texts(json, max_candidate, {"candidate"}); }

bool is_signal(std::string_view json) { return has_texts(json, max_description, {}); }

} // namespace callbooth::peers
