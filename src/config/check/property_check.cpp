// SPDX-License-Identifier: MIT
#include "config/check/property_check.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "config/nearest.hpp"
#include <fmt/format.h>

namespace callbooth::config {
namespace {

constexpr size_t max_listed = 16;

class GValueHolder {
public:
    explicit GValueHolder(GType type) { g_value_init(&value_, type); }
    GValueHolder(const GValueHolder &) = delete;
    GValueHolder &operator=(const GValueHolder &) = delete;
    ~GValueHolder() { g_value_unset(&value_); }
    GValue *get() { return &value_; }

private:
    GValue value_ = G_VALUE_INIT;
};

template <class Spec, class T> std::string range(const char *what, const Spec *spec) {
    const bool low = std::is_unsigned_v<T> || spec->minimum > std::numeric_limits<T>::lowest();
    const bool high = spec->maximum < std::numeric_limits<T>::max();
    if (low && high)
        return fmt::format("{} from {} to {}", what, spec->minimum, spec->maximum);
    if (low)
        return fmt::format("{}, at least {}", what, spec->minimum);
    return high ? fmt::format("{}, at most {}", what, spec->maximum) : what;
}

std::vector<std::string> nicks(GParamSpec *property) {
    std::vector<std::string> names;
    if (G_IS_PARAM_SPEC_ENUM(property)) {
        const GEnumClass *klass = G_PARAM_SPEC_ENUM(property)->enum_class;
        for (guint i = 0; i < klass->n_values; ++i)
            names.emplace_back(klass->values[i].value_nick);
    } else if (G_IS_PARAM_SPEC_FLAGS(property)) {
        const GFlagsClass *klass = G_PARAM_SPEC_FLAGS(property)->flags_class;
        for (guint i = 0; i < klass->n_values; ++i)
            names.emplace_back(klass->values[i].value_nick);
    }
    return names;
}

std::string listed(std::vector<std::string> names) {
    if (names.size() <= max_listed)
        return quoted_list(names, "or");
    const auto rest = names.size() - max_listed;
    names.resize(max_listed);
    return fmt::format("{} or {} others", fmt::join(names, ", "), rest);
}

/// GLib's own types; nothing for those that GStreamer or an element defines.
std::string permitted_plain(GParamSpec *p) {
    if (G_IS_PARAM_SPEC_BOOLEAN(p))
        return "true or false";
    if (G_IS_PARAM_SPEC_INT(p))
        return range<GParamSpecInt, gint>("an integer", G_PARAM_SPEC_INT(p));
    if (G_IS_PARAM_SPEC_UINT(p))
        return range<GParamSpecUInt, guint>("an integer", G_PARAM_SPEC_UINT(p));
    if (G_IS_PARAM_SPEC_INT64(p))
        return range<GParamSpecInt64, gint64>("an integer", G_PARAM_SPEC_INT64(p));
    if (G_IS_PARAM_SPEC_UINT64(p))
        return range<GParamSpecUInt64, guint64>("an integer", G_PARAM_SPEC_UINT64(p));
    if (G_IS_PARAM_SPEC_LONG(p))
        return range<GParamSpecLong, glong>("an integer", G_PARAM_SPEC_LONG(p));
    if (G_IS_PARAM_SPEC_ULONG(p))
        return range<GParamSpecULong, gulong>("an integer", G_PARAM_SPEC_ULONG(p));
    if (G_IS_PARAM_SPEC_FLOAT(p))
        return range<GParamSpecFloat, gfloat>("a number", G_PARAM_SPEC_FLOAT(p));
    if (G_IS_PARAM_SPEC_DOUBLE(p))
        return range<GParamSpecDouble, gdouble>("a number", G_PARAM_SPEC_DOUBLE(p));
    return {};
}

/// Objects and boxed types that gst-launch makes by means of its own.
bool is_beyond_us(GParamSpec *property) {
    const GType type = G_PARAM_SPEC_VALUE_TYPE(property);
    return g_type_is_a(type, G_TYPE_OBJECT) || G_TYPE_FUNDAMENTAL(type) == G_TYPE_POINTER ||
           G_IS_PARAM_SPEC_STRING(property);
}

std::optional<FragmentProblem> unknown_property(GObjectClass *klass, const FragmentElement &element,
                                                const FragmentProperty &property) {
    // children come and go with pads; GStreamer looks them up when it is time
    if (property.name.find("::") != std::string::npos && g_type_is_a(G_OBJECT_CLASS_TYPE(klass), GST_TYPE_CHILD_PROXY))
        return std::nullopt;
    auto hint = did_you_mean(property.name, writable_properties(klass));
    if (hint.empty())
        hint = fmt::format("'gst-inspect-1.0 {}' lists them", element.factory);
    return FragmentProblem{property.begin, fmt::format("'{}' has no property '{}'", element.factory, property.name),
                           std::move(hint)};
}

} // namespace

std::string permitted_values(GParamSpec *property) {
    if (auto plain = permitted_plain(property); !plain.empty())
        return plain;
    if (G_IS_PARAM_SPEC_ENUM(property))
        return listed(nicks(property));
    if (G_IS_PARAM_SPEC_FLAGS(property))
        return listed(nicks(property)) + ", or several of them joined by '+'";
    const GType type = G_PARAM_SPEC_VALUE_TYPE(property);
    if (type == GST_TYPE_FRACTION)
        return "a fraction like 30/1";
    if (type == GST_TYPE_CAPS)
        return "caps like video/x-raw,width=640";
    return fmt::format("a {}", g_type_name(type));
}

std::optional<BadValue> check_value(GParamSpec *property, const std::string &text) {
    if (is_beyond_us(property))
        return std::nullopt;
    GValueHolder value(G_PARAM_SPEC_VALUE_TYPE(property));
    const bool understood = gst_value_deserialize_with_pspec(value.get(), text.c_str(), property) == TRUE;
    if (understood && g_param_value_validate(property, value.get()) == FALSE)
        return std::nullopt;
    return BadValue{permitted_values(property), did_you_mean(text, nicks(property))};
}

std::vector<std::string> writable_properties(GObjectClass *klass) {
    guint count = 0;
    const std::unique_ptr<GParamSpec *, FreeWith<g_free>> list(g_object_class_list_properties(klass, &count));
    std::vector<std::string> names;
    for (guint i = 0; i < count; ++i)
        if (list.get()[i]->flags & G_PARAM_WRITABLE)
            names.emplace_back(list.get()[i]->name);
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<FragmentProblem> check_property(GObjectClass *klass, const FragmentElement &element,
                                              const FragmentProperty &property) {
    GParamSpec *spec = g_object_class_find_property(klass, property.name.c_str());
    if (!spec)
        return unknown_property(klass, element, property);
    if (!(spec->flags & G_PARAM_WRITABLE))
        return FragmentProblem{
            property.begin,
            fmt::format("the property '{}' of '{}' can only be read", property.name, element.factory),
            {}};
    auto bad = check_value(spec, property.value);
    if (!bad)
        return std::nullopt;
    return FragmentProblem{
        property.value_begin,
        fmt::format("'{}' of '{}' must be {}, not '{}'", property.name, element.factory, bad->expected, property.value),
        std::move(bad->hint)};
}

} // namespace callbooth::config
