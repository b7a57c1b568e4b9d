// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <callbooth/event.hpp>

namespace callbooth::media {

/// Functions that plugins have registered, in the order of their registration; each lasts as long as its subscription,
/// which may end while the functions are called. Main context only.
template <class Signature> class Registry {
public:
    using Function = std::function<Signature>;

    Subscription add(Function function) {
        const auto id = ++list_->last;
        list_->functions.emplace(id, std::move(function));
        return Subscription([list = std::weak_ptr<List>(list_), id] {
            if (const auto alive = list.lock())
                alive->functions.erase(id);
        });
    }

    std::vector<Function> all() const {
        std::vector<Function> copy;
        for (const auto &[id, function] : list_->functions)
            copy.push_back(function);
        return copy;
    }

private:
    struct List {
        uint64_t last = 0;
        std::map<uint64_t, Function> functions;
    };
    std::shared_ptr<List> list_ = std::make_shared<List>();
};

} // namespace callbooth::media
