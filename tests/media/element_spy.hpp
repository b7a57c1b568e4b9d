// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "media/base/gst.hpp"

namespace callbooth::test {

/// Keeps the elements of one factory that any pipeline of this process makes.
class ElementSpy {
public:
    explicit ElementSpy(std::string factory)
        : factory_(std::move(factory)), signal_(g_signal_lookup("deep-element-added", GST_TYPE_BIN)),
          hook_(g_signal_add_emission_hook(signal_, 0, &ElementSpy::added, this, nullptr)) {}
    ~ElementSpy() { g_signal_remove_emission_hook(signal_, hook_); }
    ElementSpy(const ElementSpy &) = delete;
    ElementSpy &operator=(const ElementSpy &) = delete;

    std::vector<Ref<GstElement>> found() const {
        const std::lock_guard lock(mutex_);
        return found_;
    }

private:
    static gboolean added(GSignalInvocationHint *, guint, const GValue *values, gpointer self) {
        auto *element = static_cast<GstElement *>(g_value_get_object(values + 2));
        const GstElementFactory *factory = gst_element_get_factory(element);
        auto *spy = static_cast<ElementSpy *>(self);
        if (factory && GST_OBJECT_NAME(factory) == spy->factory_)
            spy->remember(element);
        return TRUE;
    }
    /// Of a bin in a bin in a bin it comes more than once.
    void remember(GstElement *element) {
        const std::lock_guard lock(mutex_);
        for (const auto &known : found_)
            if (known.get() == element)
                return;
        found_.push_back(Ref<GstElement>::share(element));
    }

    const std::string factory_;
    guint signal_;
    gulong hook_;
    mutable std::mutex mutex_;
    std::vector<Ref<GstElement>> found_;
};

} // namespace callbooth::test
