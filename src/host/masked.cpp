// SPDX-License-Identifier: MIT
#include "host/masked.hpp"

#include <algorithm>

namespace callbooth::host {

config::At masked(const config::At &at) {
    if (!at.source)
        return at;
    auto copy = std::make_shared<config::Source>(*at.source);
    const auto begin = std::min(at.offset, copy->text.size());
    const auto end = copy->text.find('\n', begin);
    copy->text.replace(begin, end == std::string::npos ? end : end - begin, "(secret)");
    return {std::move(copy), at.offset};
}

} // namespace callbooth::host
