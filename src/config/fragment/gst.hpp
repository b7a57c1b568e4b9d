// SPDX-License-Identifier: MIT
/// What the checks need to know about the installed GStreamer elements.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gst/gst.h>

namespace callbooth::config {

template <auto Free> struct FreeWith {
    template <class T> void operator()(T *p) const { Free(p); }
};
/// gst_caps_unref is inline in its header, so no template argument.
struct FreeCaps {
    void operator()(GstCaps *caps) const { gst_caps_unref(caps); }
};
using CapsHandle = std::unique_ptr<GstCaps, FreeCaps>;
using FactoryHandle = std::unique_ptr<GstElementFactory, FreeWith<gst_object_unref>>;
using ClassHandle = std::unique_ptr<GObjectClass, FreeWith<g_type_class_unref>>;
using ErrorHandle = std::unique_ptr<GError, FreeWith<g_error_free>>;
using StringHandle = std::unique_ptr<char, FreeWith<g_free>>;

/// Null when there is no such element.
FactoryHandle find_factory(const std::string &name);
std::vector<std::string> factory_names();
/// The class of the element, with all its properties; null when its module cannot be loaded.
ClassHandle element_class(const std::string &factory);

bool has_class(GstElementFactory *factory, std::string_view word); ///< `Encoder`, `Payloader`
bool has_pads(GstElementFactory *factory, GstPadDirection direction);
/// Everything that the element's pads of that direction take or give, by their templates; of one pad when it is named.
/// Empty caps when there is no such pad.
CapsHandle template_caps(GstElementFactory *factory, GstPadDirection direction, const std::string &pad = {});

/// Null when the text is no caps.
CapsHandle parse_caps(const std::string &text);
/// For people: the media types, `video/x-raw or image/jpeg`, with their memory unless it is the system's.
std::string describe_caps(const GstCaps *caps);
/// All of it lies in a memory that is not the system's: a graphics card's, `memory:GLMemory`.
bool in_graphics_memory(const GstCaps *caps);

/// `apt install PACKAGE` for an element whose package is known by its name or its kind of name; else empty.
std::string package_hint(const std::string &factory);
/// The name is certainly no misspelling of another one.
bool is_well_known(const std::string &factory);

} // namespace callbooth::config
