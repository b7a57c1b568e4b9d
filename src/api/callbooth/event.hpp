// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace callbooth {

/// Something that lasts until this is destroyed: a listener, a route, a command. Movable, main context only.
/// It may outlive whatever it was registered with.
class [[nodiscard]] Subscription {
public:
    Subscription() = default;
    explicit Subscription(std::function<void()> cancel) : cancel_(std::move(cancel)) {}
    Subscription(Subscription &&other) noexcept : cancel_(std::exchange(other.cancel_, nullptr)) {}
    Subscription &operator=(Subscription &&other) noexcept {
        std::swap(cancel_, other.cancel_);
        return *this;
    }
    ~Subscription() {
        if (cancel_)
            cancel_();
    }

private:
    std::function<void()> cancel_;
};

/// A list of listeners, called in the order of their subscription. Main context only. A listener may subscribe,
/// unsubscribe (itself too), or destroy the event while it is being emitted.
template <class... Args> class Event {
public:
    using Listener = std::function<void(Args...)>;

    Event() = default;
    Event(const Event &) = delete;
    Event &operator=(const Event &) = delete;

    Subscription subscribe(Listener listener) {
        const auto id = ++list_->last;
        list_->listeners.emplace(id, std::make_shared<Listener>(std::move(listener)));
        return Subscription([list = std::weak_ptr<List>(list_), id] {
            if (const auto alive = list.lock())
                alive->listeners.erase(id);
        });
    }

    void emit(Args... args) const {
        const auto list = list_;
        const auto newest = list->last;
        for (auto it = list->listeners.begin(); it != list->listeners.end() && it->first <= newest;) {
            const auto id = it->first;
            const auto listener = it->second; // stays alive when it unsubscribes itself
            (*listener)(args...);
            it = list->listeners.upper_bound(id);
        }
    }

private:
    struct List {
        uint64_t last = 0;
        std::map<uint64_t, std::shared_ptr<Listener>> listeners;
    };
    std::shared_ptr<List> list_ = std::make_shared<List>();
};

} // namespace callbooth
