// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

#include "media/base/worker.hpp"

namespace callbooth::media {

/// Runs jobs on a Worker's threads, one after the other, in the order in which they came. Those that wait when it is
/// destroyed still run. Thread-safe.
class Strand {
public:
    explicit Strand(const Worker &worker);

    void run(std::function<void()> job);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace callbooth::media
