// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <callbooth/error.hpp>

namespace callbooth {

/// Takes what a plugin finds wrong with its Config, before anything of the plugin is constructed: `callbooth check` and
/// `callbooth run` print it with the position of the value. Main context only.
class ConfigCheck {
public:
    virtual ~ConfigCheck() = default;

    /// `property` has a value that cannot work; one that the file leaves out is told at the plugin's section. `problem`
    /// is one line without a full stop, `hint` what to do about it. Neither may quote a property that is secret; both
    /// are left out where a value comes from the environment or from a file.
    virtual void error(std::string_view property, std::string_view problem, std::string_view hint = {}) = 0;
    /// `path` as the pipeline file means it: relative to the file's folder.
    virtual std::string resolve_path(std::string_view path) const = 0;
    /// Whether the file has `[http]`.
    virtual bool has_http() const = 0;

    /// Runs `function`, and takes the Error that it throws as the problem of `property`.
    template <class F> void attempt(std::string_view property, F &&function) {
        try {
            function();
        } catch (const Error &e) {
            error(property, e.what());
        }
    }
};

} // namespace callbooth
