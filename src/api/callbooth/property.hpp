// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace callbooth {

/// A value of a pipeline file: what TOML's boolean, integer, float, string and array of strings become.
using Value = std::variant<bool, int64_t, double, std::string, std::vector<std::string>>;
using Values = std::map<std::string, Value, std::less<>>;

/// Where a text comes from when it is left out in a file with `[http]` and this plugin: the address at which the plugin
/// serves, its property `path`. A property `ca-file` of the same table is then the server's own certificate.
struct OwnServer {
    const char *plugin = nullptr;
    const char *scheme = "http"; ///< or "ws"; with TLS both end in an s
};

/// How a text has to be written, or each text of a list.
enum class TextForm : uint8_t {
    any,
    origin,        ///< a page's origin as browsers send it (RFC 6454 section 6.2): `https://chat.example`
    origin_or_all, ///< the same, or `*`
    path,          ///< of a URL, without query and fragment: `/admin`
    path_or_empty, ///< the same, or an empty text
    network,       ///< an IP address, or one and the bits that count: `192.0.2.0/24`
    io_namespace,  ///< of Socket.IO: `/queue`
};

/// One row of a plugin's table of properties. `C` is the plugin's Config; the default is the member's initialiser.
template <class C> struct Property {
    const char *name;
    std::variant<bool C::*, int64_t C::*, double C::*, std::string C::*, std::vector<std::string> C::*> field;
    const char *doc;                                    ///< one sentence, with the unit
    double min = std::numeric_limits<double>::lowest(); ///< numbers only
    double max = std::numeric_limits<double>::max();    ///< numbers only
    bool required = false;
    bool secret = false;                    ///< never printed or logged
    std::vector<const char *> choices = {}; ///< strings only: the permitted values
    OwnServer own = {};                     ///< strings only; `required` is then meant for all other files
    TextForm form = TextForm::any;          ///< strings and lists of strings only
    bool unique = false;                    ///< strings only: two plugins of one type may not have the same value
};

/// The same row without its Config type: what `inspect`, `check` and the reference in docs/ read.
struct PropertyInfo {
    std::string name;
    std::string doc;
    Value fallback; ///< the default; its alternative is the property's type
    double min = 0;
    double max = 0;
    bool required = false;
    bool secret = false;
    std::vector<std::string> choices;
    OwnServer own;
    TextForm form = TextForm::any;
    bool unique = false;
};

namespace detail {
// Apart and not inlined: the compiler would warn about alternatives that a small Config cannot have.
template <class Field> [[gnu::noinline]] Value copy_of(const Field &field) { return field; }
template <class Field> [[gnu::noinline]] void assign(Field &field, const Value &value) {
    field = std::get<Field>(value);
}
} // namespace detail

/// The rows of `C`'s table, defaults filled in from a default-constructed C.
template <class C, class Table> std::vector<PropertyInfo> describe(const Table &table) {
    std::vector<PropertyInfo> rows;
    const C defaults{};
    for (const Property<C> &p : table) {
        PropertyInfo row{p.name, p.doc, {}, p.min, p.max, p.required, p.secret, {}, p.own, p.form, p.unique};
        row.choices.assign(p.choices.begin(), p.choices.end());
        std::visit([&](auto member) { row.fallback = detail::copy_of(defaults.*member); }, p.field);
        rows.push_back(std::move(row));
    }
    return rows;
}

/// A Config with `values` over its defaults. The host has checked names, types and ranges before.
template <class C, class Table> C fill(const Table &table, const Values &values) {
    C config{};
    for (const Property<C> &p : table) {
        const auto found = values.find(std::string_view(p.name));
        if (found == values.end())
            continue;
        std::visit([&](auto member) { detail::assign(config.*member, found->second); }, p.field);
    }
    return config;
}

} // namespace callbooth
